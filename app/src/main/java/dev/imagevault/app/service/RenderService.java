package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.VaultObserver;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.RenderConfig;
import dev.imagevault.app.config.VariantConfig;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.metrics.RenderingMeters;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.render.InstalledEngine;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageRenderer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes variants: beside a service's requests, or in a process that does nothing else. */
public final class RenderService {

  private static final Logger LOG = LoggerFactory.getLogger(RenderService.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Beside the workers' own, for who looks how many images wait. */
  private static final int MORE_CONNECTIONS = 1;

  private RenderService() {}

  /** Returns what renders in a service, if anything shall and has room. */
  static Optional<EngineTrial> trial(VariantConfig config, Lifecycle lifecycle) throws Exception {
    if (config.workers() == 0) {
      return Optional.empty();
    }
    Optional<String> lacking = RenderingRoom.here().lacking(config);
    if (lacking.isPresent()) {
      LOG.warn("no variants are made here, since {}", lacking.get());
      return Optional.empty();
    }
    return Optional.of(lifecycle.start(() -> new EngineTrial(() -> find(config))));
  }

  /** Returns those that work in a service with this engine. */
  static Optional<VariantWorkers> beside(
      AppConfig config,
      Optional<EngineTrial> engine,
      DatabaseAndStore backEnds,
      Metrics metrics,
      Lifecycle lifecycle,
      Clock clock)
      throws Exception {
    VariantConfig rendering = config.rendering();
    if (rendering.workers() > 0 || !config.policy().variants().isEmpty()) {
      watch(backEnds, metrics, lifecycle);
    }
    if (engine.isEmpty()) {
      return Optional.empty();
    }
    // Others may name variants of an image that this instance does not.
    VaultPolicy policy = config.policy().withVariants(List.of());
    return Optional.of(
        lifecycle.start(
            () ->
                new VariantWorkers(
                    rendering.workers(),
                    () ->
                        maker(rendering, engine.get().await(), policy, backEnds, metrics, clock))));
  }

  private static void watch(DatabaseAndStore backEnds, Metrics metrics, Lifecycle lifecycle)
      throws Exception {
    lifecycle.start(() -> new QueueWatch(backEnds.renderings(), metrics.renderings()::waiting));
  }

  private static InstalledEngine find(VariantConfig config) {
    return InstalledEngine.find(config.engine(), config.isolations(), config.memory());
  }

  private static VariantWorkers.Maker maker(
      VariantConfig config,
      InstalledEngine engine,
      VaultPolicy policy,
      DatabaseAndStore backEnds,
      Metrics metrics,
      Clock clock) {
    RenderingMeters meters = metrics.renderings();
    ImageRenderer renderer = meters.measured(engine.renderer(), engine.name());
    VaultObserver observer = RestWhileBusy.here(new RenderingLog(meters), config.workers());
    ImageVault vault = backEnds.renderingVault(policy, clock, renderer).observer(observer).build();
    return new VariantWorkers.Maker(renderer, vault);
  }

  /**
   * Variants are made from now on.
   *
   * @param retryFailed whether images that could not be rendered are rendered again
   * @param lifecycle closes it all
   * @throws StartException for what the operator can remedy
   */
  public static void start(
      RenderConfig config, boolean retryFailed, Lifecycle lifecycle, Clock clock, Metrics metrics)
      throws Exception {
    HealthRoutes health = new HealthRoutes();
    AdminServer.start(config.server(), lifecycle, health, metrics, routes -> {});
    InstalledEngine engine = engine(config.rendering(), lifecycle);
    Database database = new Database(config.database());
    Database.Server server = database.await();
    LOG.atInfo().setMessage("the database answers").addKeyValue("database", server).log();
    awaitSchema(database);
    DatabaseAndStore backEnds =
        DatabaseAndStore.open(
            config.database(),
            config.rendering().workers() + MORE_CONNECTIONS,
            config.store(),
            lifecycle,
            Optional.of(metrics));
    health.probe(database, backEnds.storage(), lifecycle);
    if (retryFailed) {
      LOG.info(
          "{} images that could not be rendered wait again", backEnds.renderings().retryFailed());
    }
    watch(backEnds, metrics, lifecycle);
    VariantWorkers.Maker maker =
        maker(config.rendering(), engine, config.policy(), backEnds, metrics, clock);
    VariantWorkers workers =
        lifecycle.start(() -> new VariantWorkers(config.rendering().workers(), () -> maker));
    health.serving(workers::working);
  }

  private static InstalledEngine engine(VariantConfig config, Lifecycle lifecycle)
      throws Exception {
    Optional<String> lacking = RenderingRoom.here().lacking(config);
    if (lacking.isPresent()) {
      throw new StartException(ExitCode.FAILURE, lacking.get(), null);
    }
    InstalledEngine engine = lifecycle.start(() -> find(config));
    ImageRenderer renderer = engine.renderer();
    if (renderer.reads().isEmpty()) {
      throw new StartException(ExitCode.FAILURE, renderer.description(), null);
    }
    return engine;
  }

  /** Whoever migrates has more rights than this process should. */
  private static void awaitSchema(Database database) throws InterruptedException {
    for (boolean told = false; !database.isMigrated(); told = true) {
      if (!told) {
        LOG.warn("the database lacks migrations: waiting for 'migrate' or serve to apply them");
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }
}
