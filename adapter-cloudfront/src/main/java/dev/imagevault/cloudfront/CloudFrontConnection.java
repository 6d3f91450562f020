package dev.imagevault.cloudfront;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

/**
 * Where CloudFront's API is, and as whom it is asked.
 *
 * @param endpoint of an API that is not AWS's; empty for AWS's own, which has no regions
 * @param credentials signs each request; the caller closes it, if it needs closing
 */
public record CloudFrontConnection(Optional<URI> endpoint, AwsCredentialsProvider credentials) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** The longest that CloudFront may stay silent within an answer, or before it. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])");

  /**
   * {@return a new client, fit for {@link CloudFrontInvalidation}, which the caller closes} It
   * opens no connection before the first request, and does without the machine's HTTP proxy where
   * the endpoint is on the machine itself.
   */
  public CloudFrontClient newClient() {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(SOCKET_TIMEOUT);
    if (endpoint.map(URI::getHost).filter(LOOPBACK.asMatchPredicate()).isPresent()) {
      http.proxyConfiguration(
          ProxyConfiguration.builder()
              .useSystemPropertyValues(false)
              .useEnvironmentVariableValues(false)
              .build());
    }
    return CloudFrontClient.builder()
        .httpClientBuilder(http)
        // CloudFront has no regions; its requests are signed for this one ("Amazon CloudFront
        // endpoints and quotas" of the AWS General Reference).
        .region(Region.US_EAST_1)
        .credentialsProvider(new NamedCredentials(credentials))
        .endpointOverride(endpoint.orElse(null))
        .build();
  }
}
