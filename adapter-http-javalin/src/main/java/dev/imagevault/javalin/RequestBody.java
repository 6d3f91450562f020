package dev.imagevault.javalin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is taken to its end, though not for long, when it was answered before all of
 * it was read: a server that closes a connection on unread bytes resets it, and the client that is
 * still sending never sees the answer (RFC 9112, section 9.6).
 */
final class RequestBody extends Request.Wrapper {

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(2);

  private final Response response;
  private final boolean awaitsContinue;
  private @Nullable Runnable onAvailable;
  private boolean demanded;
  private boolean touched;
  private boolean read;
  private @Nullable Callback drained;

  RequestBody(Request request, Response response) {
    super(request);
    this.response = response;
    this.awaitsContinue = request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
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
      touched = true;
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
    if (awaitsContinue && !touched) {
      return super.consumeAvailable();
    }
    if (!takeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    return true;
  }

  /** Returns whether all of the body was taken. */
  private boolean takeAvailable() {
    while (true) {
      synchronized (this) {
        if (read || demanded) {
          return read;
        }
      }
      Content.Chunk chunk = read();
      if (chunk == null) {
        return false;
      }
      chunk.release();
      if (Content.Chunk.isFailure(chunk)) {
        return true;
      }
    }
  }

  /** Returns what completes the request once its body is taken or the time for that is over. */
  Callback completing(Callback callback) {
    return Callback.from(() -> drain(callback), callback::failed);
  }

  private void drain(Callback callback) {
    boolean wait;
    synchronized (this) {
      wait = !read && !(awaitsContinue && !touched);
      drained = callback;
      if (wait && demanded) {
        onAvailable = this::drainAvailable;
      }
    }
    if (!wait) {
      finish();
      return;
    }
    getComponents()
        .getScheduler()
        .schedule(this::finish, LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    if (!pending()) {
      drainAvailable();
    }
  }

  private synchronized boolean pending() {
    return demanded;
  }

  private void drainAvailable() {
    if (takeAvailable()) {
      finish();
    } else {
      demand(this::drainAvailable);
    }
  }

  private void finish() {
    Callback callback;
    synchronized (this) {
      callback = drained;
      drained = null;
    }
    if (callback != null) {
      callback.succeeded();
    }
  }
}
