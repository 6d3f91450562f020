package dev.imagevault.spring;

import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.port.UrlSigner;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Images are shown through CloudFront, unless the store shows them. */
@Configuration(proxyBeanMethods = false)
class CloudFrontConfiguration {

  @Bean
  @ConditionalOnMissingBean(UrlSigner.class)
  CloudFrontUrlSigner cloudFrontUrlSigner(ImageVaultProperties properties) {
    ImageVaultProperties.CloudFront edge = properties.cloudfront();
    return new CloudFrontUrlSigner(
        DistributionUrl.parse(required(edge.domain(), "domain")),
        CloudFrontKey.parse(
            required(edge.keyPairId(), "key-pair-id"), required(edge.privateKey(), "private-key")),
        SignatureHash.SHA1);
  }

  private static String required(@Nullable String value, String name) {
    return ImageVaultProperties.required(
        value,
        "imagevault.cloudfront." + name,
        "Set it, or imagevault.image-urls=s3 if the store itself shows the images.");
  }
}
