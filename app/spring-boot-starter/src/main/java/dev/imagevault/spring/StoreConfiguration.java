package dev.imagevault.spring;

import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UploadSigner;
import dev.imagevault.s3.S3UrlSigner;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.CredentialUtils;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;

/**
 * Images are stored in S3. A client of the host's tells where that is and as whom it is asked, but
 * the vault has one of its own: a put must not be repeated after a time-out, as most hosts' clients
 * do. What is lazy is made only if one of the ports here is.
 */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  S3Bucket imageVaultBucket(ImageVaultProperties properties) {
    return new S3Bucket(
        ImageVaultProperties.required(
            properties.bucket(),
            "imagevault.bucket",
            "Name the S3 bucket that holds the images, or define a bean ImageStorage."));
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  S3Connection imageVaultConnection(
      ImageVaultProperties properties,
      ObjectProvider<S3Client> client,
      ObjectProvider<AwsCredentialsProvider> credentials) {
    Optional<S3ServiceClientConfiguration> host =
        Optional.ofNullable(client.getIfUnique()).map(S3Client::serviceClientConfiguration);
    Optional<Region> region =
        Optional.ofNullable(properties.region())
            .map(Region::of)
            .or(() -> host.map(S3ServiceClientConfiguration::region));
    Optional<URI> endpoint =
        Optional.ofNullable(properties.endpoint())
            .or(() -> host.flatMap(S3ServiceClientConfiguration::endpointOverride));
    Optional<AwsCredentialsProvider> provider =
        Optional.ofNullable(credentials.getIfUnique())
            .or(
                () ->
                    host.map(
                        it -> CredentialUtils.toCredentialsProvider(it.credentialsProvider())));
    return new S3Connection(
        region.orElseGet(StoreConfiguration::defaultRegion),
        endpoint,
        provider.orElseGet(() -> DefaultCredentialsProvider.builder().build()));
  }

  private static Region defaultRegion() {
    try {
      return new DefaultAwsRegionProviderChain().getRegion();
    } catch (SdkClientException e) {
      throw new MissingPropertyException(
          "imagevault.region",
          "Set it to the region of the bucket, since neither an S3Client nor AWS's default chain"
              + " names one.");
    }
  }

  /** Closed with the application context, by Spring. */
  record OwnClient(S3Client s3) implements AutoCloseable {

    @Override
    public void close() {
      s3.close();
    }
  }

  @Bean
  @ConditionalOnMissingBean(ImageStorage.class)
  OwnClient imageVaultClient(S3Connection connection) {
    return new OwnClient(connection.newClient());
  }

  @Bean
  @ConditionalOnMissingBean(ImageStorage.class)
  S3ImageStorage imageStorage(S3Bucket bucket, OwnClient client) {
    return new S3ImageStorage(client.s3(), bucket);
  }

  @Bean
  @ConditionalOnMissingBean(UrlSigner.class)
  @ConditionalOnProperty(name = "imagevault.image-urls", havingValue = "s3")
  S3UrlSigner storeUrlSigner(S3Connection connection, S3Bucket bucket, VaultPolicy policy) {
    return new S3UrlSigner(connection, bucket, policy.signedUrlTtl());
  }

  @Bean
  @ConditionalOnMissingBean(UploadSigner.class)
  @ConditionalOnProperty(name = "imagevault.direct-uploads", havingValue = "true")
  S3UploadSigner imageUploadSigner(S3Connection connection, S3Bucket bucket) {
    return new S3UploadSigner(connection, bucket, Clock.systemUTC());
  }
}
