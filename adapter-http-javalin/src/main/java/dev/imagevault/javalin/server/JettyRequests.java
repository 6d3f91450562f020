package dev.imagevault.javalin.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** The way from a request as Javalin shows it to the server below. */
public final class JettyRequests {

  private JettyRequests() {}

  /** Returns the request with which bodies are read without holding a thread. */
  static Request of(Context ctx) {
    return RequestBody.of(ServletContextRequest.getServletContextRequest(ctx.req()));
  }

  /** Returns whether the answer needs {@link #send}, which sees the body to its end. */
  public static boolean isUnread(Context ctx) {
    return of(ctx) instanceof RequestBody body && !body.takeBeforeTheAnswer();
  }

  /** Returns the server's own threads. */
  public static Executor executor(Context ctx) {
    return of(ctx).getComponents().getExecutor();
  }

  /**
   * Returns what is complete when all of this body has been sent and, in a host's own server, that
   * of the request has been taken. No thread waits for that.
   */
  public static CompletableFuture<Void> send(Context ctx, byte[] body) {
    ctx.req().getAsyncContext().setTimeout(0);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      HttpOutput out = (HttpOutput) ctx.res().getOutputStream();
      Callback end = Callback.from(() -> sent.complete(null), failure -> sent.complete(null));
      out.sendContent(
          ByteBuffer.wrap(body), of(ctx) instanceof RequestBody rest ? rest.completing(end) : end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sent;
  }

  /** The connection is gone, so that the client cannot take what it got for all. */
  public static void breakConnection(Context ctx) {
    of(ctx).getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
