package dev.imagevault.javalin;

import io.javalin.http.Context;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** The way from a request as Javalin shows it to the server below. */
final class JettyRequests {

  private JettyRequests() {}

  /** Returns the request with which bodies are read without holding a thread. */
  static Request of(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req());
  }

  /** Returns the server's own threads. */
  static Executor executor(Context ctx) {
    return of(ctx).getComponents().getExecutor();
  }

  /** The connection is gone, so that the client cannot take what it got for all. */
  static void breakConnection(Context ctx) {
    of(ctx).getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
