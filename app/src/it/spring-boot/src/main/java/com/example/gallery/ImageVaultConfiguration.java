package com.example.gallery;

import dev.imagevault.ImageVault;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@Configuration
class ImageVaultConfiguration {

  @Bean
  AwsCredentialsProvider credentials() {
    return DefaultCredentialsProvider.builder().build();
  }

  @Bean
  S3Client s3(ImageVaultProperties properties, AwsCredentialsProvider credentials) {
    Region region = Region.of(properties.region());
    return new S3Connection(region, properties.endpoint(), credentials).newClient();
  }

  @Bean
  ImageStorage storage(S3Client s3, ImageVaultProperties properties) {
    return new S3ImageStorage(s3, new S3Bucket(properties.bucket()));
  }

  @Bean
  UrlSigner signer(ImageVaultProperties properties) {
    return new CloudFrontUrlSigner(
        DistributionUrl.parse(properties.distribution()),
        CloudFrontKey.parse(properties.keyPairId(), properties.privateKey()),
        SignatureHash.SHA1);
  }

  @Bean
  ImageRepository repository(DataSource dataSource) {
    new Schema(dataSource).migrate();
    return new JdbiImageRepository(dataSource);
  }

  @Bean
  ImageVault vault(ImageStorage storage, UrlSigner signer, ImageRepository repository) {
    return ImageVault.builder().storage(storage).urls(signer).records(repository).build();
  }
}
