package dev.imagevault.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.ImageVault;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.s3.S3ImageStorage;
import java.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The vault of a configuration, connected to what it stands on.
 *
 * @param vault the use cases
 * @param storage the store that it has its objects in
 */
record OpenVault(ImageVault vault, S3ImageStorage storage) {

  /**
   * Returns the vault. Neither the database nor the store has been asked for anything yet.
   *
   * @param lifecycle closes the connections
   */
  static OpenVault open(AppConfig config, Lifecycle lifecycle, Clock clock) throws Exception {
    HikariDataSource pool = lifecycle.start(new Database(config.database())::pool);
    S3Client s3 = lifecycle.start(config.store().connection()::newClient);
    S3ImageStorage storage = new S3ImageStorage(s3, config.store().bucket());
    EdgeConfig edge = config.edge();
    ImageVault vault =
        new ImageVault(
            storage,
            new CloudFrontUrlSigner(edge.distribution(), edge.key(), edge.hash()),
            new JdbiImageRepository(pool),
            config.policy(),
            clock);
    return new OpenVault(vault, storage);
  }
}
