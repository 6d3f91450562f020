package com.example.gallery;

import java.net.URI;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param endpoint of a store that is not AWS's
 * @param distribution host or URL of the CloudFront distribution
 * @param privateKey PEM; a secret, which the generated {@code toString} would show
 */
@ConfigurationProperties("imagevault")
public record ImageVaultProperties(
    String region,
    String bucket,
    Optional<URI> endpoint,
    String distribution,
    String keyPairId,
    String privateKey) {

  @Override
  public String toString() {
    return "ImageVaultProperties[" + bucket + ", " + distribution + "]";
  }
}
