package dev.imagevault.app.service;

import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.metrics.MetricsRoute;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.javalin.server.UnambiguousRequests;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server for operators alone: metrics and health. It has threads of its own, so that it answers
 * however busy the service is.
 */
final class AdminServer implements AutoCloseable {

  private static final int THREADS = 8;

  private final Javalin javalin;

  private AdminServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * The server listens, if the configuration has a port for it. First to start and last to stop, so
   * that there is somebody to ask all the while.
   *
   * @param guard sees the requests before all else
   * @throws StartException the address cannot be bound
   */
  static void start(
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
                return start(
                    config.host(),
                    port,
                    config.idleTimeout(),
                    routes -> {
                      guard.accept(routes);
                      health.mount(routes);
                      new MetricsRoute(metrics).mount(routes);
                    });
              } catch (IOException e) {
                throw Listening.refused(config, port, Variable.ADMIN_PORT, e);
              }
            });
    System.out.println("imagevault has /metrics and /health on " + config.url(admin.port()));
  }

  /**
   * Returns the server, listening.
   *
   * @throws IOException the address cannot be bound
   */
  static AdminServer start(
      String host, int port, Duration idleTimeout, Consumer<RoutesConfig> routes)
      throws IOException {
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.router.ignoreTrailingSlashes = false;
              config.routes.before(ctx -> ctx.header("Cache-Control", "no-store"));
              config.jetty.threadPool = threads();
              config.jetty.modifyServer(
                  server -> {
                    server.insertHandler(new ReadsOnly());
                    server.insertHandler(new UnambiguousRequests());
                  });
              config.jetty.addConnector(
                  (server, http) -> {
                    http.setSendServerVersion(false);
                    ServerConnector connector =
                        new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
                    connector.setHost(host);
                    connector.setPort(port);
                    connector.setIdleTimeout(idleTimeout.toMillis());
                    return connector;
                  });
              routes.accept(config.routes);
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new AdminServer(javalin);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("imagevault-admin");
    return threads;
  }

  /** Returns the port that is listened on. */
  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
