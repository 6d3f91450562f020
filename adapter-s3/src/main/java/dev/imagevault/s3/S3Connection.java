package dev.imagevault.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where S3 is, and as whom it is asked.
 *
 * @param region of the bucket; a store that is not AWS's takes any
 * @param endpoint of a store that is not AWS's, which is then addressed by path ({@code
 *     http://host/bucket/key}); empty for AWS's own endpoint of the region
 * @param credentials signs each request; the caller closes it, if it needs closing
 */
public record S3Connection(
    Region region, Optional<URI> endpoint, AwsCredentialsProvider credentials) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** The longest that S3 may stay silent within an answer, or before it. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

  /**
   * A store closes connections that are idle. A put that meets a closed one fails without an answer
   * and must not be repeated, so they are given up first.
   */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(4);

  private static final int MAX_CONNECTIONS = 200;

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])");

  /**
   * {@return a new client, fit for {@link S3ImageStorage}, which the caller closes} It opens no
   * connection before the first request.
   *
   * <p>It never repeats a request of its own accord, sends no checksum but the one it is given,
   * signs the SHA-256 of a body that has none, verifies the answers to requests that ask for it,
   * and does without the machine's HTTP proxy if the endpoint is on the machine itself.
   */
  public S3Client newClient() {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(SOCKET_TIMEOUT)
            .connectionMaxIdleTime(IDLE_TIMEOUT)
            .maxConnections(MAX_CONNECTIONS);
    if (endpoint.filter(S3Connection::isLoopback).isPresent()) {
      http.proxyConfiguration(
          ProxyConfiguration.builder()
              .useSystemPropertyValues(false)
              .useEnvironmentVariableValues(false)
              .build());
    }
    return S3Client.builder()
        .httpClientBuilder(http)
        .region(region)
        .credentialsProvider(new NamedCredentials(credentials))
        .endpointOverride(endpoint.orElse(null))
        .forcePathStyle(endpoint.isPresent())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .putAuthScheme(ChecksumSigner.scheme())
        // Signing a body in chunks is of use only where its digest is not known beforehand.
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static boolean isLoopback(URI endpoint) {
    return endpoint.getHost() != null && LOOPBACK.matcher(endpoint.getHost()).matches();
  }
}
