package dev.imagevault.javalin.server;

import dev.imagevault.javalin.server.ClientConnection.Use;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes the connections that are of no more use: idle ones, those whose header trickles in, and
 * those that linger after an answer. When there are nearly as many as there may be, those that
 * linger are closed early, and then those that have been idle for longest. Thread-safe.
 */
public final class Connections extends Handler.Wrapper
    implements Connection.Listener, SelectorManager.AcceptListener {

  private static final Duration LONGEST_HEADER = Duration.ofSeconds(60);
  private static final Duration LONGEST_LINGERING = Duration.ofSeconds(30);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  /** A client that connected as the listener closed may have its request on the way. */
  private static final Duration FIRST_REQUEST = Duration.ofMillis(500);

  private static final long INTERVAL_MILLIS = 250;

  /** Looking at all connections each time that one is opened would cost too much. */
  private static final long MAKING_ROOM_MILLIS = 50;

  private final long longestIdle;
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<Object> accepted = ConcurrentHashMap.newKeySet();
  private final ReentrantLock makingRoom = new ReentrantLock();
  private long madeRoomAt = System.nanoTime() - LONGEST_HEADER.toNanos();
  private volatile long longestLingering = LONGEST_LINGERING.toNanos();

  /**
   * None are open yet.
   *
   * @param longestIdle how long one may be idle, before its first request too
   * @param most how many there may be
   */
  public Connections(Duration longestIdle, int most) {
    this.longestIdle = longestIdle.toNanos();
    this.most = most;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    accepted.add(channel);
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    accepted.remove(channel);
  }

  @Override
  public void onOpened(Connection connection) {
    accepted.remove(connection.getEndPoint().getTransport());
    if (open.incrementAndGet() > few()) {
      makeRoom();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.decrementAndGet();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ClientConnection connection = ClientConnection.of(request);
    connection.begin();
    return super.handle(
        request,
        response,
        new Callback.Nested(callback) {
          private final AtomicBoolean ended = new AtomicBoolean();

          @Override
          public void succeeded() {
            end();
            super.succeeded();
          }

          @Override
          public void failed(Throwable failure) {
            end();
            super.failed(failure);
          }

          /** Once: the second time, the next request may have begun. */
          private void end() {
            if (ended.compareAndSet(false, true)) {
              connection.end();
            }
          }
        });
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    scheduleCheck(getServer().getScheduler());
  }

  private void scheduleCheck(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          try {
            check();
          } finally {
            scheduleCheck(scheduler);
          }
        },
        INTERVAL_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void check() {
    long now = System.nanoTime();
    all().stream().filter(connection -> isOver(connection, now)).forEach(ClientConnection::cut);
    if (open.get() > few()) {
      makeRoom();
    }
  }

  private boolean isOver(ClientConnection connection, long now) {
    return switch (connection.use()) {
      case IDLE -> connection.used(now) > longestIdle;
      case HEADER -> connection.used(now) > LONGEST_HEADER.toNanos();
      case REQUEST -> false;
      case LINGERING ->
          connection.used(now) > longestLingering
              || connection.silent(now) > LONGEST_SILENCE.toNanos();
      case CLOSING -> connection.used(now) > Math.min(longestLingering, LONGEST_SILENCE.toNanos());
    };
  }

  private List<ClientConnection> all() {
    List<ClientConnection> all = new ArrayList<>();
    for (Connector connector : getServer().getConnectors()) {
      for (EndPoint endPoint : connector.getConnectedEndPoints()) {
        if (endPoint.getConnection() instanceof ClientConnection connection) {
          all.add(connection);
        }
      }
    }
    return all;
  }

  /** As long as there are no more, none is closed before its time. */
  private int few() {
    return most - most / 10;
  }

  private void makeRoom() {
    if (!makingRoom.tryLock()) {
      return;
    }
    try {
      long now = System.nanoTime();
      if (now - madeRoomAt < TimeUnit.MILLISECONDS.toNanos(MAKING_ROOM_MILLIS)) {
        return;
      }
      madeRoomAt = now;
      List<Candidate> candidates = new ArrayList<>();
      for (ClientConnection connection : all()) {
        Use use = connection.use();
        if (use == Use.LINGERING || use == Use.CLOSING || use == Use.IDLE) {
          candidates.add(new Candidate(connection, use == Use.IDLE, connection.used(now)));
        }
      }
      candidates.stream()
          .filter(c -> !c.idle() || c.used() > FIRST_REQUEST.toNanos())
          .sorted(
              Comparator.comparing(Candidate::idle)
                  .thenComparing(Comparator.comparingLong(Candidate::used).reversed()))
          .limit(open.get() - few() + most / 20)
          .forEach(candidate -> candidate.connection().cut());
    } finally {
      makingRoom.unlock();
    }
  }

  private record Candidate(ClientConnection connection, boolean idle, long used) {}

  /** From now on nothing lingers for longer than this. */
  void lingerAtMost(Duration time) {
    longestLingering = time.toNanos();
  }

  /**
   * Returns whether a request is being answered, or on its way from a client that has connected.
   */
  boolean expectRequests() {
    long now = System.nanoTime();
    // Those first: whoever is among them no more is among the others.
    return !accepted.isEmpty() || all().stream().anyMatch(c -> expectsRequest(c, now));
  }

  private static boolean expectsRequest(ClientConnection connection, long now) {
    return switch (connection.use()) {
      case HEADER, REQUEST -> true;
      case IDLE ->
          connection.hasUnread()
              || (connection.isFresh() && connection.used(now) < FIRST_REQUEST.toNanos());
      case LINGERING, CLOSING -> false;
    };
  }

  /** Returns whether there are answers that their clients may not have seen yet. */
  boolean linger() {
    return all().stream().anyMatch(c -> c.use() == Use.LINGERING || c.use() == Use.CLOSING);
  }
}
