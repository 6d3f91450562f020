package com.example.host;

import dev.imagevault.ImageVault;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A service that had a bucket, an asynchronous client and a database before it had the vault. */
@SpringBootApplication
public class HostApplication {

  /** The host's own, over Netty. */
  @Bean
  S3AsyncClient asynchronous(
      AwsCredentialsProvider credentials, @Value("${spring.cloud.aws.s3.endpoint}") URI endpoint) {
    return S3AsyncClient.builder()
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(credentials)
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .build();
  }

  /** After the host's own migrations, in the same schema. */
  @Bean
  @DependsOnDatabaseInitialization
  ImageVault vault(
      DataSource dataSource,
      AwsCredentialsProvider credentials,
      @Value("${spring.cloud.aws.s3.endpoint}") URI endpoint) {
    new Schema(dataSource).migrate();
    S3Connection connection =
        new S3Connection(Region.EU_CENTRAL_1, Optional.of(endpoint), credentials);
    S3Bucket bucket = new S3Bucket("pictures");
    return ImageVault.builder()
        .storage(new S3ImageStorage(connection.newClient(), bucket))
        .urls(new S3UrlSigner(connection, bucket, Duration.ofHours(1)))
        .records(new JdbiImageRepository(dataSource))
        .build();
  }
}
