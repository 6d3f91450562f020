package dev.imagevault.javalin.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/** A connection that knows what it is used for, and since when. Thread-safe. */
public final class ClientConnection extends HttpConnection {

  /** What a connection is used for. */
  public enum Use {
    /** No byte of a next request has come. */
    IDLE,
    /** A request's header is on its way. */
    HEADER,
    /** A request is being received or answered. */
    REQUEST,
    /** The answer is out, and the rest of the body is thrown away. */
    LINGERING,
    /** The server has said that it closes, and waits for the client to do so. */
    CLOSING
  }

  private boolean answering;
  private @Nullable Runnable endLingering;
  private long since = System.nanoTime();
  private long heardAt = since;
  private boolean fresh = true;

  private ClientConnection(HttpConfiguration http, Connector connector, EndPoint endPoint) {
    super(http, connector, endPoint);
  }

  /** Returns what makes them. */
  public static HttpConnectionFactory factory(HttpConfiguration configuration) {
    return new HttpConnectionFactory(configuration) {
      @Override
      public org.eclipse.jetty.io.Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
            new ClientConnection(getHttpConfiguration(), connector, endPoint), connector, endPoint);
      }
    };
  }

  /** Returns the connection that the request came on. */
  public static ClientConnection of(Request request) {
    return (ClientConnection) request.getConnectionMetaData().getConnection();
  }

  /** A request begins to be answered. */
  public synchronized void begin() {
    answering = true;
    endLingering = null;
    fresh = false;
    since = System.nanoTime();
  }

  /**
   * The request is about to be complete. To be called before the server is told, since it may begin
   * with the next one at once, on another thread.
   */
  synchronized void end() {
    answering = false;
    endLingering = null;
    since = System.nanoTime();
  }

  /**
   * The answer is out, and from now on the rest of the body is thrown away.
   *
   * @param end ends that, and then the request
   */
  synchronized void linger(Runnable end) {
    endLingering = end;
    since = System.nanoTime();
    heardAt = since;
  }

  /** Some of the rest of the body has come. */
  synchronized void heard() {
    heardAt = System.nanoTime();
  }

  /** Returns what it is used for at this moment. */
  public synchronized Use use() {
    if (answering) {
      return endLingering == null ? Use.REQUEST : Use.LINGERING;
    }
    HttpParser.State state = getParser().getState();
    if (state == HttpParser.State.START) {
      return Use.IDLE;
    }
    if (state.ordinal() < HttpParser.State.CONTENT.ordinal()) {
      return Use.HEADER;
    }
    return state.ordinal() < HttpParser.State.CLOSE.ordinal() ? Use.REQUEST : Use.CLOSING;
  }

  /** Returns for how many nanoseconds it has been used so. */
  synchronized long used(long now) {
    return now - (use() == Use.HEADER ? getParser().getBeginNanoTime() : since);
  }

  /** Returns for how many nanoseconds nothing of the rest of the body has come. */
  synchronized long silent(long now) {
    return now - Math.max(heardAt, since);
  }

  /** Returns whether no request has come on it yet. */
  synchronized boolean isFresh() {
    return fresh;
  }

  /** Returns whether something has come that the server has not read yet. */
  boolean hasUnread() {
    try {
      return getEndPoint().getTransport() instanceof SocketChannel channel
          && channel.socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The connection is gone, whatever it was used for. */
  void cut() {
    Runnable end;
    synchronized (this) {
      end = endLingering;
    }
    if (end != null) {
      end.run();
    }
    getEndPoint().close();
  }

  /** Between requests nothing happens but what {@link Connections} decides. */
  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    return switch (use()) {
      case IDLE, HEADER, CLOSING -> false;
      case REQUEST, LINGERING -> super.onIdleExpired(timeout);
    };
  }
}
