package dev.imagevault.app.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** The wire to a server on this machine, on which one {@link Fault} at a time may be. */
final class FaultProxy implements AutoCloseable {

  private final IntSupplier target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<FaultyConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger befallen = new AtomicInteger();
  private final int port;
  private ServerSocket listener;
  private volatile Trouble trouble = Trouble.NONE;

  /**
   * A fault that lasts.
   *
   * @param left how many requests it will still befall
   * @param over opens when it is over
   */
  record Trouble(Fault fault, AtomicInteger left, CountDownLatch over) {

    static final Trouble NONE =
        new Trouble(Fault.slow(), new AtomicInteger(), new CountDownLatch(0));

    /** What holds everything holds answers too. */
    void awaitUnlessItPasses() throws InterruptedException {
      if (fault.kind() == Fault.Kind.HELD && fault.only().isEmpty()) {
        over.await();
      }
    }

    boolean befalls(String request) {
      return request.contains(fault.only()) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  /**
   * Takes connections from now on.
   *
   * @param target the port of the server, which may come to be another
   */
  FaultProxy(IntSupplier target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.port = listener.getLocalPort();
    accept(listener);
  }

  int port() {
    return port;
  }

  /** Returns the first lines of all requests that came in, where they are of HTTP. */
  List<String> requests() {
    return requests;
  }

  /** Returns how many requests faults have befallen; of those refused, some are not seen. */
  int befallen() {
    return befallen.get();
  }

  /** Another fault, in place of the one before, which is over. */
  synchronized void begin(Fault fault) throws IOException {
    end();
    trouble = new Trouble(fault, new AtomicInteger(fault.times()), new CountDownLatch(1));
    if (fault.kind() == Fault.Kind.REFUSED) {
      befell();
      listener.close();
      connections.forEach(FaultyConnection::reset);
    }
  }

  /** No fault any more. */
  synchronized void end() throws IOException {
    Trouble before = trouble;
    trouble = Trouble.NONE;
    before.over().countDown();
    if (listener.isClosed()) {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      accept(listener);
    }
  }

  /** Returns the fault of now. */
  Trouble trouble() {
    return trouble;
  }

  /** A request came in. */
  void seen(String firstLine) {
    requests.add(firstLine);
  }

  /** A fault befell a request. */
  void befell() {
    befallen.incrementAndGet();
  }

  void run(Runnable work) {
    threads.execute(work);
  }

  void closed(FaultyConnection connection) {
    connections.remove(connection);
  }

  private void accept(ServerSocket from) {
    threads.execute(
        () -> {
          while (!from.isClosed()) {
            try {
              FaultyConnection connection = new FaultyConnection(this, from.accept());
              connections.add(connection);
              connection.start(target.getAsInt());
            } catch (IOException e) {
              // The listener is closed, or the server is away: its clients find out.
            }
          }
        });
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      end();
      listener.close();
    }
    connections.forEach(FaultyConnection::reset);
    threads.shutdown();
  }
}
