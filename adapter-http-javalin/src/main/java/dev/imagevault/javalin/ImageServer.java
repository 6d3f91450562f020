package dev.imagevault.javalin;

import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.JettyServer;
import dev.imagevault.javalin.server.Observation;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.ServerLoad;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole server for the image API under {@code /api}, its OpenAPI document at {@code
 * /openapi.json}, rendered at {@code /docs}, and whatever other routes are given. Made to face the
 * open network: everything that a client can stretch is bounded.
 */
public final class ImageServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageServer.class);

  private final ImageServerOptions options;
  private final ImageApi api;
  private final JettyServer jetty;
  private final Javalin javalin;
  private volatile int port;
  private volatile boolean draining;

  /**
   * Puts the parts together; nothing listens yet.
   *
   * @param api which this server closes when it stops
   * @param otherRoutes adds routes outside of {@code /api}; their failures are answered as problems
   */
  public ImageServer(ImageServerOptions options, ImageApi api, Consumer<RoutesConfig> otherRoutes) {
    this(options, api, otherRoutes, request -> {});
  }

  /**
   * As the other one, with an observer.
   *
   * @param answered told of every request once its answer is out; must not block
   */
  public ImageServer(
      ImageServerOptions options,
      ImageApi api,
      Consumer<RoutesConfig> otherRoutes,
      Consumer<AnsweredRequest> answered) {
    this.options = options;
    this.api = api;
    this.jetty =
        new JettyServer(
            options.host(),
            options.port(),
            options.idleTimeout(),
            options.trustedProxies(),
            answered);
    this.javalin = Javalin.create(config -> configure(config, otherRoutes));
  }

  private void configure(JavalinConfig config, Consumer<RoutesConfig> otherRoutes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.router.ignoreTrailingSlashes = false;
    jetty.configure(config.jetty);
    config.routes.before(Answer::begin);
    config.routes.after(ImageServer::observe);
    config.routes.exception(
        Exception.class, (e, ctx) -> Answer.failure(ctx, Authentication.asProblem(ctx, e)));
    config.routes.exception(
        HttpResponseException.class, (e, ctx) -> Answer.failure(ctx, refusal(e)));
    config.router.javaLangErrorHandler(ImageServer::answer);
    // First, so that what they want done before every request is done before the API's too.
    otherRoutes.accept(config.routes);
    api.mount(config.routes, "/api");
    ApiDocs.mount(config.routes, api.pathPrefix(), api.takesDirectUploads());
  }

  private static void observe(Context ctx) {
    Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
    if (endpoint != null) {
      Observation.of(ctx).route(endpoint.path);
    }
  }

  /** An error in one of the other routes, such as a lack of memory. */
  private static void answer(HttpServletResponse response, Error error) {
    LOG.atError().setCause(error).log("Request failed");
    try {
      response.sendError(500);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("The client is gone");
    }
  }

  private static Exception refusal(HttpResponseException e) {
    return switch (e.getStatus()) {
      case 404 -> new ProblemException(Problem.notFound());
      case 405 ->
          new ProblemException(
              Problem.methodNotAllowed(
                  e.getDetails().values().stream()
                      .flatMap(methods -> Stream.of(methods.split(", ")))));
      default -> e;
    };
  }

  /**
   * The server answers requests from now on.
   *
   * @throws IOException the address cannot be bound, because it is in use for instance
   */
  public void start() throws IOException {
    try {
      javalin.start();
      port = javalin.port();
    } catch (JavalinBindException e) {
      throw new IOException("The address cannot be bound: " + e.getMessage(), e);
    }
  }

  /** Returns the port that is listened on, once it is. */
  public int port() {
    return port;
  }

  /** Returns how much there is to do at the moment. */
  public ServerLoad load() {
    return jetty.load(api.uploadMemory());
  }

  /** Returns whether the server is stopping: a load balancer should send it nothing more. */
  public boolean draining() {
    return draining;
  }

  /**
   * The server drains, and stops: for the {@linkplain ImageServerOptions#shutdownDelay delay} it
   * serves as before, but for closing each connection after its answer; then no new connections are
   * taken, what is in flight is finished, and what takes longer than the grace is answered with
   * 503. Returns when all of that is over. Repeating it does nothing.
   */
  @Override
  public synchronized void close() {
    if (draining) {
      return;
    }
    jetty.closeConnections();
    draining = true;
    try {
      Thread.sleep(options.shutdownDelay().toMillis());
      jetty.stopAccepting();
      jetty.awaitRequests(options.shutdownGrace());
      api.close();
      jetty.refuseTheRest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
  }
}
