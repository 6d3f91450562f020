package dev.imagevault.app.service;

import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.ImageVault;
import dev.imagevault.ImageVaultBuilder;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.config.StoreConfig;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
import dev.imagevault.s3.S3ImageStorage;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The store and the database that vaults of one process stand on.
 *
 * @param storage where objects are
 * @param repository where records are
 * @param metrics that measure both, if anybody looks at them
 */
record DatabaseAndStore(
    S3ImageStorage storage, JdbiImageRepository repository, Optional<Metrics> metrics) {

  /**
   * Returns them, connected. Neither has been asked for anything yet.
   *
   * @param connections to the database, at the most
   * @param lifecycle closes the connections
   */
  static DatabaseAndStore open(
      DatabaseUrl database,
      int connections,
      StoreConfig store,
      Lifecycle lifecycle,
      Optional<Metrics> metrics)
      throws Exception {
    HikariDataSource pool =
        lifecycle.start(() -> new Database(database).pool(connections, metrics.map(Metrics::pool)));
    S3Client s3 = lifecycle.start(store.connection()::newClient);
    return new DatabaseAndStore(
        new S3ImageStorage(s3, store.bucket()),
        new JdbiImageRepository(pool, () -> pool.getHikariPoolMXBean().softEvictConnections()),
        metrics);
  }

  /** Returns the beginning of a vault on both, which lacks a signer. */
  ImageVaultBuilder vault(VaultPolicy policy, Clock clock) {
    return ImageVault.builder()
        .storage(metrics.<ImageStorage>map(m -> m.measured(storage)).orElse(storage))
        .records(metrics.<ImageRepository>map(m -> m.measured(repository)).orElse(repository))
        .variants(variants(), renderings())
        .policy(policy)
        .clock(clock);
  }

  /** Returns a vault that only renders. It signs nothing. */
  ImageVaultBuilder renderingVault(VaultPolicy policy, Clock clock, ImageRenderer renderer) {
    return vault(policy, clock)
        .urls(
            (key, expiresAt) -> {
              throw new IllegalStateException("who renders signs nothing");
            })
        .renderer(renderer);
  }

  private VariantRepository variants() {
    VariantRepository variants = repository.variants();
    return metrics.map(m -> m.measured(variants)).orElse(variants);
  }

  /** Returns the direct uploads. */
  UploadRepository uploads() {
    UploadRepository uploads = repository.uploads();
    return metrics.map(m -> m.measured(uploads)).orElse(uploads);
  }

  /** Returns what waits for rendering. */
  RenderingQueue renderings() {
    RenderingQueue queue = repository.renderings();
    return metrics.map(m -> m.measured(queue)).orElse(queue);
  }
}
