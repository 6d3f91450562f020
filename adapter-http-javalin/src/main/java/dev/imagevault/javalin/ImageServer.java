package dev.imagevault.javalin;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;

/**
 * A whole server for the image API under {@code /api} and for whatever other routes are given. Made
 * to face the open network: everything that a client can stretch is bounded.
 */
public final class ImageServer implements AutoCloseable {

  private final Javalin javalin;
  private volatile boolean draining;

  /**
   * Puts the parts together; nothing listens yet.
   *
   * @param api which this server closes when it stops
   * @param otherRoutes adds routes outside of {@code /api}; their failures are answered as problems
   */
  public ImageServer(ImageServerOptions options, ImageApi api, Consumer<RoutesConfig> otherRoutes) {
    this.javalin = Javalin.create(config -> configure(config, options, api, otherRoutes));
  }

  private static void configure(
      JavalinConfig config,
      ImageServerOptions options,
      ImageApi api,
      Consumer<RoutesConfig> otherRoutes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.host = options.host();
    config.jetty.port = options.port();
    config.jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.DEFAULT));
    config.routes.before(Answer::begin);
    config.routes.exception(Exception.class, (e, ctx) -> Answer.failure(ctx, e));
    config.routes.exception(
        HttpResponseException.class, (e, ctx) -> Answer.failure(ctx, refusal(e)));
    api.mount(config.routes, "/api");
    otherRoutes.accept(config.routes);
  }

  private static Exception refusal(HttpResponseException e) {
    return e.getStatus() == 404
        ? new ProblemException(ProblemCode.NOT_FOUND, "There is nothing here")
        : e;
  }

  /**
   * The server answers requests from now on.
   *
   * @throws IOException the address cannot be bound, because it is in use for instance
   */
  public void start() throws IOException {
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new IOException("The address cannot be bound: " + e.getMessage(), e);
    }
  }

  /** Returns the port that is listened on. */
  public int port() {
    return javalin.port();
  }

  /** Returns whether the server is stopping: a load balancer should send it nothing more. */
  public boolean draining() {
    return draining;
  }

  /**
   * No new connections are taken, what is in flight is finished, and what takes longer than the
   * grace is answered with 503. Returns when all of that is over. Repeating it does nothing.
   */
  @Override
  public void close() {
    draining = true;
    javalin.stop();
  }
}
