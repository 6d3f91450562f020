package com.example.host;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
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
}
