package dev.imagevault.javalin.server;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.ServerLoad;
import dev.imagevault.javalin.telemetry.TrustedProxies;
import io.javalin.config.JettyConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Jetty as the open network needs it: everything that a client can stretch is bounded. Configures
 * the server of one Javalin application, and drains it. Thread-safe.
 */
public final class JettyServer {

  /** Each piece of a body costs a hop between threads; of this size, an image has some hundred. */
  public static final int INPUT_BUFFER = 32 * 1024;

  /** What a connection costs at the most, roughly, so that the heap bounds their number. */
  private static final long HEAP_PER_CONNECTION = 64 * 1024;

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

  private final String host;
  private final int port;
  private final TrustedProxies proxies;
  private final Consumer<AnsweredRequest> answered;
  private final QueuedThreadPool threads = threads();
  private final InFlight inFlight = new InFlight();
  private final Connections connections;
  private volatile @Nullable ServerConnector connector;

  /**
   * Nothing is configured yet.
   *
   * @param port 0 for any free one
   * @param idleTimeout how long a connection is kept between requests, and before the first
   * @param proxies whose word on a client's address counts
   * @param answered told of every request once its answer is out; must not block
   */
  public JettyServer(
      String host,
      int port,
      Duration idleTimeout,
      TrustedProxies proxies,
      Consumer<AnsweredRequest> answered) {
    this.host = host;
    this.port = port;
    this.proxies = proxies;
    this.answered = answered;
    this.connections = new Connections(idleTimeout, mostConnections());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(Budgets.THREADS, 8);
    threads.setName("imagevault-http");
    threads.setStopTimeout(3000);
    return threads;
  }

  private static int mostConnections() {
    long most = Math.min(Runtime.getRuntime().maxMemory() / HEAP_PER_CONNECTION, 20_000);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      most = Math.min(most, unix.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS);
    }
    return (int) Math.max(most, 64);
  }

  /** The application will run on this server. To be called once. */
  public void configure(JettyConfig config) {
    config.threadPool = threads;
    config.modifyServer(this::configure);
    config.modifyServletContextHandler(
        context -> context.setErrorHandler(new ProblemErrorHandler()));
    config.modifyHttpConfiguration(JettyServer::configure);
    config.addConnector(this::connect);
  }

  private void configure(Server server) {
    // Under load it would cut off clients after a second's silence, uploads among them.
    server.removeBean(server.getBean(LowResourceMonitor.class));
    server.setErrorHandler(new ProblemErrorHandler());
    server.insertHandler(new UnambiguousRequests());
    server.insertHandler(inFlight);
    server.insertHandler(connections);
    server.setRequestLog(
        (request, response) -> answered.accept(Observation.answered(request, response, proxies)));
  }

  private static void configure(HttpConfiguration http) {
    // Paths are compared as they were sent, so that an empty segment is but another path.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("empty segments", Violation.AMBIGUOUS_EMPTY_SEGMENT));
    // Answers that fit are sent when they are complete, so that no thread waits for a client.
    http.setOutputAggregationSize(http.getOutputBufferSize());
  }

  private ServerConnector connect(Server server, HttpConfiguration http) {
    HttpConnectionFactory factory = ClientConnection.factory(http);
    factory.setInputBufferSize(INPUT_BUFFER);
    ServerConnector listening = new DrainingConnector(server, factory);
    listening.setHost(host);
    listening.setPort(port);
    listening.setAcceptQueueSize(ACCEPT_QUEUE);
    listening.setIdleTimeout(LONGEST_STALL.toMillis());
    listening.setShutdownIdleTimeout(-1);
    listening.addBean(connections);
    server.addBean(new NetworkConnectionLimit(mostConnections(), listening));
    connector = listening;
    return listening;
  }

  /** Returns how much there is to do at the moment. */
  public ServerLoad load(long uploadMemory) {
    ServerConnector listening = connector;
    return new ServerLoad(
        inFlight.size(),
        listening == null ? 0 : listening.getConnectedEndPoints().size(),
        threads.getUtilizedThreads(),
        threads.getMaxThreads(),
        threads.getQueueSize(),
        uploadMemory);
  }

  /** From now on every answer says that its connection will be closed. */
  public void closeConnections() {
    inFlight.closeConnections();
  }

  /** Accepts those who have connected, and no one after. Clients linger for a second at most. */
  public void stopAccepting() {
    ServerConnector listening = connector;
    if (listening != null) {
      var unused = listening.shutdown();
    }
    connections.lingerAtMost(LAST_LINGERING);
  }

  /** Returns when no request is being answered or on its way, or when the time is over. */
  public void awaitRequests(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end && (inFlight.size() > 0 || connections.expectRequests())) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** What is still not answered is answered with 503. Returns when clients have had time for it. */
  public void refuseTheRest() throws InterruptedException {
    inFlight.refuse();
    inFlight.await(LAST_ANSWERS);
    long end = System.nanoTime() + LAST_LINGERING.toNanos();
    while (System.nanoTime() < end && connections.linger()) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
