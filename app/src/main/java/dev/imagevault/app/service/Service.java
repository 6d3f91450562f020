package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.VaultObserver;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.javalin.ImageApi;
import dev.imagevault.javalin.ImageApiOptions;
import dev.imagevault.javalin.ImageServer;
import dev.imagevault.javalin.ImageServerOptions;
import dev.imagevault.javalin.token.JwtAuthenticator;
import dev.imagevault.javalin.token.JwtRules;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.s3.S3ImageStorage;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition: the parts that a configuration describes, put together and running. */
public final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** Whoever starts on a busy machine listens before its engine was tried. */
  private static final Duration LONGEST_TRIAL = Duration.ofSeconds(10);

  private Service() {}

  /**
   * Returns the server, listening, once everything runs.
   *
   * @param lifecycle closes it all
   * @param metrics of the process
   * @param otherRoutes adds routes that read the store, beside the API's and the health's
   * @throws StartException for what the operator can remedy
   */
  public static ImageServer start(
      AppConfig config,
      Lifecycle lifecycle,
      Clock clock,
      Metrics metrics,
      BiConsumer<RoutesConfig, ImageStorage> otherRoutes)
      throws Exception {
    return start(config, lifecycle, clock, metrics, routes -> {}, otherRoutes);
  }

  /**
   * As the other one.
   *
   * @param guard sees the requests of every listener before all else
   */
  public static ImageServer start(
      AppConfig config,
      Lifecycle lifecycle,
      Clock clock,
      Metrics metrics,
      Consumer<RoutesConfig> guard,
      BiConsumer<RoutesConfig, ImageStorage> otherRoutes)
      throws Exception {
    HealthRoutes health = new HealthRoutes();
    AdminServer.start(config.server(), lifecycle, health, metrics, guard);
    Optional<EngineTrial> engine = RenderService.trial(config.rendering(), lifecycle);
    Database database = new Database(config.database());
    Database.Server databaseServer = database.await();
    if (config.migrate()) {
      database.migrate();
    } else {
      database.checkMigrated();
    }
    LOG.atInfo().setMessage("the database answers").addKeyValue("database", databaseServer).log();
    DatabaseAndStore backEnds = OpenVault.backEnds(config, lifecycle, Optional.of(metrics));
    Optional<VariantWorkers> workers =
        RenderService.beside(config, engine, backEnds, metrics, lifecycle, clock);
    OpenVault open = OpenVault.open(config, backEnds, lifecycle, clock, waking(workers));
    ImageVault vault = open.vault();
    S3ImageStorage storage = open.storage();
    health.probe(database, storage, lifecycle);
    nameVariants(vault);
    lifecycle.start(
        () ->
            new Sweeper(
                vault, config.sweepInterval(), open.repository()::backlog, metrics.sweeps()));
    if (engine.isPresent()) {
      // So that the first upload is not answered that nobody renders it.
      engine.get().await(LONGEST_TRIAL);
    }
    return lifecycle.start(
        () -> {
          ImageServer server =
              server(
                  config.server(),
                  api(config, vault, clock),
                  metrics,
                  routes -> {
                    guard.accept(routes);
                    health.mount(routes);
                    if (config.server().page()) {
                      page(config).mount(routes);
                    }
                    otherRoutes.accept(routes, storage);
                  });
          try {
            server.start();
          } catch (IOException e) {
            throw Listening.refused(config.server(), config.server().port(), Variable.PORT, e);
          }
          health.serving(() -> !server.draining());
          return server;
        });
  }

  private static VaultObserver waking(Optional<VariantWorkers> workers) {
    return new VaultObserver() {
      @Override
      public void uploaded(Image image) {
        workers.ifPresent(VariantWorkers::wake);
      }
    };
  }

  /** Before the first upload, so that it has its variants; a database in a failover takes none. */
  private static void nameVariants(ImageVault vault) {
    try {
      vault.nameVariants();
    } catch (BackEndException e) {
      LOG.warn("the next sweep says which variants are wanted: {}", e.getMessage());
    }
  }

  private static GalleryPage page(AppConfig config) {
    return new GalleryPage(
        shownFrom(config),
        config.policy(),
        config.store().originForClients(),
        config.server().pathPrefix());
  }

  private static URI shownFrom(AppConfig config) {
    return config
        .edge()
        .map(edge -> URI.create(edge.distribution().value()))
        .orElseGet(() -> config.store().urls(config.policy().signedUrlTtl()).bucketUrl());
  }

  private static ImageApi api(AppConfig config, ImageVault vault, Clock clock) {
    TokenConfig tokens = config.tokens();
    ServerConfig server = config.server();
    return new ImageApi(
        vault,
        new JwtAuthenticator(
            tokens.keys(),
            new JwtRules(tokens.userClaim(), tokens.issuer(), tokens.audience()),
            clock),
        new ImageApiOptions(
            server.uploadMemory(),
            server.requestTimeout(),
            Set.copyOf(server.corsOrigins()),
            server.uploadRate(),
            server.pathPrefix()),
        clock);
  }

  private static ImageServer server(
      ServerConfig config, ImageApi api, Metrics metrics, Consumer<RoutesConfig> otherRoutes) {
    ImageServer server =
        new ImageServer(
            new ImageServerOptions(
                config.host(),
                config.port(),
                config.shutdownGrace(),
                config.shutdownDelay(),
                config.idleTimeout(),
                config.trustedProxies()),
            api,
            otherRoutes,
            request -> {
              metrics.count(request);
              RequestLog.log(request);
            });
    metrics.observe(server, config.uploadMemory());
    return server;
  }
}
