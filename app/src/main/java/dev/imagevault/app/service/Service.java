package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.metrics.MetricsRoute;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
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
import java.net.InetAddress;
import java.net.ServerSocket;
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

  private static final Duration DATABASE_PROBE_INTERVAL = Duration.ofSeconds(1);

  /** Each costs a request. */
  private static final Duration STORAGE_PROBE_INTERVAL = Duration.ofSeconds(10);

  private static final Duration STORAGE_PING_TIMEOUT = Duration.ofSeconds(3);

  private Service() {}

  /**
   * Returns where the address can be listened on, so that what takes longer is not begun in vain.
   *
   * @throws StartException otherwise
   */
  public static void checkAddress(ServerConfig server) {
    checkAddress(server, server.port(), Variable.PORT);
    server.adminPort().ifPresent(port -> checkAddress(server, port, Variable.ADMIN_PORT));
  }

  private static void checkAddress(ServerConfig server, int port, Variable variable) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(server.host()))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw cannotListen(server, port, variable, e);
    }
  }

  private static StartException cannotListen(
      ServerConfig server, int port, Variable variable, IOException e) {
    return new StartException(
        ExitCode.USAGE,
        "cannot listen on "
            + server.host()
            + ":"
            + port
            + " ("
            + e.getMessage()
            + "): stop what uses it, or set "
            + variable
            + " or HOST",
        e);
  }

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
    startAdmin(config.server(), lifecycle, health, metrics, guard);
    Database database = new Database(config.database());
    Database.Server databaseServer = database.await();
    if (config.migrate()) {
      database.migrate();
    } else {
      database.checkMigrated();
    }
    LOG.atInfo().setMessage("the database answers").addKeyValue("database", databaseServer).log();
    OpenVault open = OpenVault.open(config, lifecycle, clock, Optional.of(metrics));
    ImageVault vault = open.vault();
    S3ImageStorage storage = open.storage();
    Probe databaseProbe =
        lifecycle.start(() -> new Probe("database", DATABASE_PROBE_INTERVAL, database::health));
    Probe storageProbe =
        lifecycle.start(() -> new Probe("storage", STORAGE_PROBE_INTERVAL, () -> ping(storage)));
    health.probe(databaseProbe, storageProbe);
    lifecycle.start(
        () ->
            new Sweeper(
                vault, config.sweepInterval(), open.repository()::backlog, metrics.sweeps()));
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
            throw cannotListen(config.server(), config.server().port(), Variable.PORT, e);
          }
          health.serving(() -> !server.draining());
          return server;
        });
  }

  private static Health ping(S3ImageStorage storage) {
    storage.ping(STORAGE_PING_TIMEOUT);
    return Health.UP;
  }

  private static GalleryPage page(AppConfig config) {
    return new GalleryPage(
        URI.create(config.edge().distribution().value()),
        config.policy(),
        config.server().pathPrefix());
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
                config.idleTimeout()),
            api,
            otherRoutes,
            request -> {
              metrics.count(request);
              RequestLog.log(request);
            });
    metrics.observe(server, config.uploadMemory());
    return server;
  }

  /** First to start and last to stop, so that there is somebody to ask all the while. */
  private static void startAdmin(
      ServerConfig config,
      Lifecycle lifecycle,
      HealthRoutes health,
      Metrics metrics,
      Consumer<RoutesConfig> guard)
      throws Exception {
    if (config.adminPort().isEmpty()) {
      return;
    }
    int port = config.adminPort().getAsInt();
    AdminServer admin =
        lifecycle.start(
            () -> {
              try {
                return AdminServer.start(
                    config.host(),
                    port,
                    config.idleTimeout(),
                    routes -> {
                      guard.accept(routes);
                      health.mount(routes);
                      new MetricsRoute(metrics).mount(routes);
                    });
              } catch (IOException e) {
                throw cannotListen(config, port, Variable.ADMIN_PORT, e);
              }
            });
    System.out.println("imagevault has /metrics and /health on " + config.url(admin.port()));
  }
}
