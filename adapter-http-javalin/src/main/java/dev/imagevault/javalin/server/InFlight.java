package dev.imagevault.javalin.server;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Knows which requests are being answered, and sees their bodies to the end. Thread-safe. */
public final class InFlight extends Handler.Wrapper {

  private final Set<Exchange> exchanges = new HashSet<>();
  private volatile boolean closing;

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = new Exchange(request, response, callback);
    synchronized (exchanges) {
      exchanges.add(exchange);
    }
    boolean handled = false;
    try {
      handled = handle(request, exchange);
      return handled;
    } finally {
      if (!handled) {
        exchange.over();
      }
    }
  }

  private boolean handle(Request request, Exchange exchange) throws Exception {
    if (!RequestBody.isIn(request)) {
      return super.handle(request, exchange, exchange.completion);
    }
    RequestBody body = new RequestBody(request, exchange, exchange::answered);
    exchange.completion = body.completing(exchange.completion);
    return super.handle(body, exchange, exchange.completion);
  }

  /** From now on every answer says that its connection will be closed. */
  void closeConnections() {
    closing = true;
  }

  /** Returns how many requests are being answered. */
  int size() {
    synchronized (exchanges) {
      return exchanges.size();
    }
  }

  /** Returns when no request is being answered any more, or when the time is over. */
  void await(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    synchronized (exchanges) {
      while (!exchanges.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return;
        }
        exchanges.wait(left);
      }
    }
  }

  /** What is not being answered yet is answered with 503, whatever is still done for it. */
  void refuse() {
    List<Exchange> late;
    synchronized (exchanges) {
      late = List.copyOf(exchanges);
    }
    late.forEach(Exchange::refuse);
  }

  /** A request and its answer, which may be overtaken by a refusal. */
  private final class Exchange extends Response.Wrapper {

    private Callback completion;
    private boolean answering;
    private boolean refused;

    Exchange(Request request, Response response, Callback callback) {
      super(request, response);
      this.completion =
          new Callback.Nested(callback) {
            @Override
            public void succeeded() {
              over();
              super.succeeded();
            }

            @Override
            public void failed(Throwable failure) {
              over();
              super.failed(failure);
            }
          };
    }

    /** What is left is the rest of the body, which is thrown away. */
    private void answered() {
      Observation.of(getRequest()).answered();
      over();
    }

    private void over() {
      synchronized (this) {
        answering = true;
      }
      synchronized (exchanges) {
        exchanges.remove(this);
        exchanges.notifyAll();
      }
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      synchronized (this) {
        answering = true;
        if (refused) {
          callback.failed(new IllegalStateException("the request was refused meanwhile"));
          return;
        }
      }
      if (!isCommitted() && closesAfter(last)) {
        getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      }
      super.write(last, content, callback);
    }

    /** An answer of unknown length to an HTTP/1.0 client ends with its connection. */
    private boolean closesAfter(boolean last) {
      ConnectionMetaData connection = getRequest().getConnectionMetaData();
      return closing
          || !connection.isPersistent()
          || (!last
              && connection.getHttpVersion() == HttpVersion.HTTP_1_0
              && !getHeaders().contains(HttpHeader.CONTENT_LENGTH));
    }

    void refuse() {
      synchronized (this) {
        if (answering) {
          return;
        }
        refused = true;
      }
      getWrapped().getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      ProblemErrorHandler.write(
          Problem.of(ProblemCode.OVERLOADED, "The server is stopping; please try again", 5),
          getWrapped(),
          Request.getPathInContext(getRequest()),
          completion);
    }
  }
}
