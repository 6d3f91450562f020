package com.example.journal;

import dev.imagevault.ImageVault;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UrlSigner;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The vault and what it is made of. Singletons, as a final class cannot have a client proxy. */
class VaultProducer {

  private static final S3Bucket BUCKET = new S3Bucket("journal");

  @Produces
  @Singleton
  S3Connection connection(
      @ConfigProperty(name = "store.endpoint") URI endpoint,
      @ConfigProperty(name = "store.key") String key,
      @ConfigProperty(name = "store.secret") String secret) {
    return new S3Connection(
        Region.EU_CENTRAL_1,
        Optional.of(endpoint),
        StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)));
  }

  @Produces
  @Singleton
  S3Client client(S3Connection connection) {
    return connection.newClient();
  }

  void close(@Disposes S3Client client) {
    client.close();
  }

  /** At start, which is after the host's own migrations. */
  @Produces
  @Singleton
  @Startup
  ImageVault vault(
      S3Connection connection, S3Client client, @DataSource("images") AgroalDataSource pool) {
    new Schema(pool).migrate();
    return ImageVault.builder()
        .storage(new S3ImageStorage(client, BUCKET))
        .urls(new S3UrlSigner(connection, BUCKET, Duration.ofHours(1)))
        .records(new JdbiImageRepository(pool))
        .build();
  }
}
