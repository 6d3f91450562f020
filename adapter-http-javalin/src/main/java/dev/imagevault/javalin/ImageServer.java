package dev.imagevault.javalin;

import com.sun.management.UnixOperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole server for the image API under {@code /api}, its OpenAPI document at {@code
 * /openapi.json}, rendered at {@code /docs}, and whatever other routes are given. Made to face the
 * open network: everything that a client can stretch is bounded.
 */
public final class ImageServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageServer.class);

  private static final int MAX_THREADS = 160;

  /** What a connection costs at the most, roughly, so that the heap bounds their number. */
  private static final long HEAP_PER_CONNECTION = 64 * 1024;

  /** Each piece of a body costs a hop between threads; of this size, an image has some hundred. */
  static final int INPUT_BUFFER = 32 * 1024;

  /** What else needs file descriptors: the database, the store, the jar. */
  private static final long OTHER_DESCRIPTORS = 256;

  /** So many may connect before one is accepted, unless the kernel allows fewer (somaxconn). */
  private static final int ACCEPT_QUEUE = 4096;

  /** A client that takes no byte of its answer for so long is cut off; bodies have other bounds. */
  private static final Duration LONGEST_STALL = Duration.ofSeconds(60);

  /** For the refusals of what took longer than the grace to reach their clients. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

  /** How long clients that still send may take to see their answers when the server stops. */
  private static final Duration LAST_LINGERING = Duration.ofSeconds(1);

  private static final long PAUSE_MILLIS = 20;

  private final ImageServerOptions options;
  private final Consumer<AnsweredRequest> answered;
  private final ImageApi api;
  private final Javalin javalin;
  private final QueuedThreadPool threads = threads();
  private final InFlight inFlight = new InFlight();
  private final Connections connections;
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
    this.answered = answered;
    this.options = options;
    this.api = api;
    this.connections = new Connections(options.idleTimeout(), mostConnections());
    this.javalin = Javalin.create(config -> configure(config, otherRoutes));
  }

  private void configure(JavalinConfig config, Consumer<RoutesConfig> otherRoutes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    config.router.ignoreTrailingSlashes = false;
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(this::configure);
    config.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new ProblemErrorHandler()));
    config.jetty.modifyHttpConfiguration(ImageServer::configure);
    config.jetty.addConnector(this::connector);
    config.routes.before(Answer::begin);
    config.routes.after(ImageServer::observe);
    config.routes.exception(Exception.class, (e, ctx) -> Answer.failure(ctx, e));
    config.routes.exception(
        HttpResponseException.class, (e, ctx) -> Answer.failure(ctx, refusal(e)));
    config.router.javaLangErrorHandler(ImageServer::answer);
    // First, so that what they want done before every request is done before the API's too.
    otherRoutes.accept(config.routes);
    api.mount(config.routes, "/api");
    ApiDocs.mount(config.routes, api.pathPrefix());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 8);
    threads.setName("imagevault-http");
    threads.setStopTimeout(1000);
    return threads;
  }

  private void configure(Server server) {
    // Under load it would cut off clients after a second's silence, uploads among them.
    server.removeBean(server.getBean(LowResourceMonitor.class));
    server.setErrorHandler(new ProblemErrorHandler());
    server.insertHandler(new UnambiguousRequests());
    server.insertHandler(inFlight);
    server.insertHandler(connections);
    server.setRequestLog(
        (request, response) -> answered.accept(Observation.answered(request, response)));
  }

  private static void observe(Context ctx) {
    Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
    if (endpoint != null) {
      Observation.of(ctx).route(endpoint.path);
    }
  }

  private static void configure(HttpConfiguration http) {
    // Paths are compared as they were sent, so that an empty segment is but another path.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("empty segments", Violation.AMBIGUOUS_EMPTY_SEGMENT));
    // Answers that fit are sent when they are complete, so that no thread waits for a client.
    http.setOutputAggregationSize(http.getOutputBufferSize());
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    HttpConnectionFactory factory = ClientConnection.factory(http);
    factory.setInputBufferSize(INPUT_BUFFER);
    ServerConnector connector = new ServerConnector(server, factory);
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(LONGEST_STALL.toMillis());
    connector.setShutdownIdleTimeout(-1);
    connector.addBean(connections);
    server.addBean(new NetworkConnectionLimit(mostConnections(), connector));
    return connector;
  }

  private static int mostConnections() {
    long most = Math.min(Runtime.getRuntime().maxMemory() / HEAP_PER_CONNECTION, 20_000);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      most = Math.min(most, unix.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS);
    }
    return (int) Math.max(most, 64);
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
    int connections = 0;
    for (Connector connector : javalin.jettyServer().server().getConnectors()) {
      connections += connector.getConnectedEndPoints().size();
    }
    return new ServerLoad(
        inFlight.size(),
        connections,
        threads.getUtilizedThreads(),
        threads.getMaxThreads(),
        threads.getQueueSize(),
        api.uploadMemory());
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
    inFlight.closeConnections();
    draining = true;
    try {
      Thread.sleep(options.shutdownDelay().toMillis());
      for (Connector connector : javalin.jettyServer().server().getConnectors()) {
        connector.shutdown();
      }
      connections.lingerAtMost(LAST_LINGERING);
      awaitRequests(options.shutdownGrace());
      api.close();
      inFlight.refuse();
      inFlight.await(LAST_ANSWERS);
      awaitLingering();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
  }

  private void awaitRequests(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end && (inFlight.size() > 0 || connections.expectRequests())) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void awaitLingering() throws InterruptedException {
    long end = System.nanoTime() + LAST_LINGERING.toNanos();
    while (System.nanoTime() < end && connections.linger()) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
