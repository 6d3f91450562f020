package dev.imagevault.s3;

import java.net.URI;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/**
 * Where a bucket's objects are, and in what name requests for them are signed, as AWS's own rules
 * say. Found without asking anybody.
 *
 * @param url such as {@code https://images.s3.eu-central-1.amazonaws.com} or {@code
 *     http://localhost:9000/images}; a slash and the key follow
 * @param region that signatures name
 * @param service that signatures name
 */
record BucketAddress(URI url, String region, String service) {

  /**
   * Returns the address of this bucket.
   *
   * @throws IllegalArgumentException if there is none, or not with Signature Version 4
   */
  static BucketAddress of(S3Connection connection, S3Bucket bucket) {
    Endpoint endpoint = endpoint(connection, bucket);
    SigV4AuthScheme signing =
        endpoint.attribute(AwsEndpointAttribute.AUTH_SCHEMES).stream()
            .filter(SigV4AuthScheme.class::isInstance)
            .map(SigV4AuthScheme.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "URLs of " + bucket.name() + " cannot be presigned: name one bucket"));
    return new BucketAddress(endpoint.url(), signing.signingRegion(), signing.signingName());
  }

  private static Endpoint endpoint(S3Connection connection, S3Bucket bucket) {
    try {
      return S3EndpointProvider.defaultProvider()
          .resolveEndpoint(
              rules ->
                  rules
                      .bucket(bucket.name())
                      .region(connection.region())
                      .endpoint(connection.endpoint().map(URI::toString).orElse(null))
                      .forcePathStyle(connection.endpoint().isPresent())
                      .useArnRegion(true)
                      .disableS3ExpressSessionAuth(true))
          .join();
    } catch (CompletionException e) {
      throw new IllegalArgumentException(
          "bucket " + bucket.name() + " has no address: " + e.getMessage(), e);
    }
  }
}
