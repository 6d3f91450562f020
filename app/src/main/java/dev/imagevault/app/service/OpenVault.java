package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.ImageVaultBuilder;
import dev.imagevault.VaultObserver;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.EdgeConfig;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.cloudfront.CloudFrontConnection;
import dev.imagevault.cloudfront.CloudFrontInvalidation;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UploadSigner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The vault of a configuration, connected to what it stands on.
 *
 * @param vault the use cases
 * @param storage the store that it has its objects in
 * @param repository where it has its records
 */
public record OpenVault(ImageVault vault, S3ImageStorage storage, JdbiImageRepository repository) {

  /** One part in so many of the heap is for URLs that were signed already. */
  private static final int SHARE_OF_SIGNED_URLS = 16;

  /**
   * Returns the vault. Neither the database nor the store has been asked for anything yet.
   *
   * @param lifecycle closes the connections
   */
  public static OpenVault open(AppConfig config, Lifecycle lifecycle, Clock clock)
      throws Exception {
    DatabaseAndStore backEnds = backEnds(config, lifecycle, Optional.empty());
    return open(config, backEnds, lifecycle, clock, new VaultObserver() {});
  }

  /** Returns what the vault of this configuration stands on; measured if there are metrics. */
  static DatabaseAndStore backEnds(AppConfig config, Lifecycle lifecycle, Optional<Metrics> metrics)
      throws Exception {
    return DatabaseAndStore.open(
        config.database(), Database.CONNECTIONS, config.store(), lifecycle, metrics);
  }

  /** As the first one, on these back ends. */
  static OpenVault open(
      AppConfig config,
      DatabaseAndStore backEnds,
      Lifecycle lifecycle,
      Clock clock,
      VaultObserver observer)
      throws Exception {
    Optional<Metrics> metrics = backEnds.metrics();
    Optional<EdgeInvalidation> cache = cache(config, lifecycle).map(EdgeInvalidation.class::cast);
    EagerDeletions deletions = lifecycle.start(EagerDeletions::new);
    ImageVaultBuilder vault =
        backEnds
            .vault(config.policy(), clock)
            .urls(signer(config, metrics))
            .uploadRecords(backEnds.uploads())
            .importRecords(backEnds.repository().imports())
            .observer(observer)
            .deletions(deletions);
    config
        .store()
        .forClients()
        .map(store -> new S3UploadSigner(store, config.store().bucket(), clock))
        .ifPresent(vault::uploadUrls);
    cache.map(edge -> metrics.map(m -> m.measured(edge)).orElse(edge)).ifPresent(vault::edge);
    return new OpenVault(vault.build(), backEnds.storage(), backEnds.repository());
  }

  private static UrlSigner signer(AppConfig config, Optional<Metrics> metrics) {
    if (config.edge().isPresent()) {
      return signer(config, config.edge().get(), metrics);
    }
    // Signs in microseconds, and its credentials change: nothing is remembered.
    UrlSigner store = config.store().urls(config.policy().signedUrlTtl());
    return metrics.map(m -> m.measured(store)).orElse(store);
  }

  /** What the cache answers is no work of the signer's, and not measured. */
  private static UrlSigner signer(AppConfig config, EdgeConfig edge, Optional<Metrics> metrics) {
    // Commands sign next to nothing.
    CloudFrontKey key = metrics.isPresent() ? NativeSigning.with(edge.key()) : edge.key();
    UrlSigner cloudFront = new CloudFrontUrlSigner(edge.distribution(), key, edge.hash());
    UrlSigner signer = metrics.map(m -> m.measured(cloudFront)).orElse(cloudFront);
    Duration window = config.policy().signedUrlWindow();
    return window.isZero()
        ? signer
        : new CachingUrlSigner(
            signer, window, Runtime.getRuntime().maxMemory() / SHARE_OF_SIGNED_URLS);
  }

  /**
   * Returns the edge's cache, where the configuration names one. It has not been asked yet.
   *
   * @param lifecycle closes the connection
   */
  public static Optional<CloudFrontInvalidation> cache(AppConfig config, Lifecycle lifecycle)
      throws Exception {
    Optional<EdgeConfig> edge = config.edge();
    Optional<EdgeConfig.Cache> cache = edge.flatMap(EdgeConfig::cache);
    if (cache.isEmpty()) {
      return Optional.empty();
    }
    CloudFrontConnection connection =
        new CloudFrontConnection(cache.get().endpoint(), config.store().connection().credentials());
    return Optional.of(
        new CloudFrontInvalidation(
            lifecycle.start(connection::newClient),
            cache.get().distributionId(),
            edge.get().distribution()));
  }
}
