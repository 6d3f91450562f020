package dev.imagevault.javalin.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is taken to its end, though not for ever, when it was answered before all of
 * it was read: a server that closes a connection on unread bytes resets it, and the client that is
 * still sending never sees the answer (RFC 9112, section 9.6). No thread waits for it. What takes
 * too long is ended: by {@link Connections}, or in a host's own server when half a minute is over.
 */
final class RequestBody extends Request.Wrapper {

  private static final String ATTRIBUTE = RequestBody.class.getName();

  private static final long MOST_THROWN_AWAY = 128L << 20;

  private static final long MOST_SECONDS_IN_A_HOST = 30;

  /** What is taken before the answer is sent, so that the connection of a small body is kept. */
  private static final int MOST_BEFORE_THE_ANSWER = 256 << 10;

  /** After so many bytes it is others' turn on the thread. */
  private static final int TURN = 256 << 10;

  private final Response response;
  private final Runnable answered;
  private @Nullable Runnable onAvailable;
  private boolean demanded;
  private boolean read;
  private long thrownAway;
  private boolean draining;
  private @Nullable Callback drained;
  private Scheduler.@Nullable Task endInHost;

  /**
   * Nothing is read of it yet.
   *
   * @param answered is run when the answer is out, before the rest of the body is thrown away
   */
  RequestBody(Request request, Response response, Runnable answered) {
    super(request);
    this.response = response;
    this.answered = answered;
  }

  /**
   * Returns the request through which its body is read: in a host's own server too, its rest can be
   * taken once it is answered.
   */
  static Request of(ServletContextRequest request) {
    if (!isIn(request) || Request.as(request, RequestBody.class) != null) {
      return request;
    }
    if (request.getAttribute(ATTRIBUTE) instanceof RequestBody known) {
      return known;
    }
    RequestBody body = new RequestBody(request, request.getServletContextResponse(), () -> {});
    request.setAttribute(ATTRIBUTE, body);
    return body;
  }

  /** Returns whether the request has a body at all. */
  static boolean isIn(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk chunk = super.read();
    if (chunk != null && chunk.isLast()) {
      synchronized (this) {
        read = true;
      }
    }
    return chunk;
  }

  @Override
  public void demand(Runnable callback) {
    synchronized (this) {
      onAvailable = callback;
      if (demanded) {
        return;
      }
      demanded = true;
    }
    super.demand(this::available);
  }

  private void available() {
    Runnable callback;
    synchronized (this) {
      demanded = false;
      callback = onAvailable;
      onAvailable = null;
    }
    if (callback != null) {
      callback.run();
    }
  }

  /**
   * Called before the answer is sent. What has arrived is taken; where more is to come, the client
   * is told that the connection will close, so that it may stop sending.
   */
  @Override
  public boolean consumeAvailable() {
    takeBeforeTheAnswer();
    return true;
  }

  /** Returns whether that was all of the body; if not, the answer says that the connection ends. */
  boolean takeBeforeTheAnswer() {
    boolean all = takeAvailable(MOST_BEFORE_THE_ANSWER);
    if (!all) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    return all;
  }

  /** Returns whether all of the body was taken; at most about so many bytes are. */
  private boolean takeAvailable(int most) {
    long taken = 0;
    while (taken < most) {
      synchronized (this) {
        if (read || demanded) {
          return read;
        }
      }
      Content.Chunk chunk = read();
      if (chunk == null) {
        return false;
      }
      taken += chunk.remaining();
      thrownAway += chunk.remaining();
      chunk.release();
      if (Content.Chunk.isFailure(chunk, true)) {
        return true;
      }
    }
    return false;
  }

  /** Returns what completes the request once its body is taken or the time for that is over. */
  Callback completing(Callback callback) {
    return Callback.from(() -> drain(callback), callback::failed);
  }

  /** Marks first what the connection is used for: what follows may complete at once, elsewhere. */
  private void drain(Callback callback) {
    answered.run();
    ClientConnection connection = connection();
    if (connection != null) {
      connection.linger(this::finish);
    }
    boolean pending;
    synchronized (this) {
      if (draining) {
        return;
      }
      if (connection == null) {
        endInHost =
            getComponents()
                .getScheduler()
                .schedule(this::finish, MOST_SECONDS_IN_A_HOST, TimeUnit.SECONDS);
      }
      draining = true;
      drained = callback;
      pending = demanded;
      if (pending) {
        onAvailable = this::drainAvailable;
      }
    }
    if (!pending) {
      drainAvailable();
    }
  }

  /** Returns its connection, or null in a host's own server. */
  private @Nullable ClientConnection connection() {
    return getConnectionMetaData().getConnection() instanceof ClientConnection ours ? ours : null;
  }

  /** Only ever one at a time: it is demanded or handed to a thread by the one before. */
  private void drainAvailable() {
    long before = thrownAway;
    if (takeAvailable(TURN) || thrownAway > MOST_THROWN_AWAY) {
      finish();
      return;
    }
    ClientConnection connection = connection();
    if (connection != null && thrownAway > before) {
      connection.heard();
    }
    synchronized (this) {
      if (drained == null) {
        return;
      }
    }
    if (thrownAway - before < TURN) {
      demandMore();
    } else {
      getComponents().getExecutor().execute(this::drainAvailable);
    }
  }

  private void demandMore() {
    try {
      demand(this::drainAvailable);
    } catch (IllegalStateException e) {
      // The request was completed meanwhile.
    }
  }

  private void finish() {
    Callback callback;
    synchronized (this) {
      callback = drained;
      drained = null;
      if (endInHost != null) {
        endInHost.cancel();
      }
    }
    if (callback != null) {
      callback.succeeded();
    }
  }
}
