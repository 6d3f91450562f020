package dev.imagevault.javalin;

import io.javalin.http.Context;
import java.util.Set;

/** Cross-origin requests as the Fetch standard has them, without credentials. */
final class Cors {

  private static final String ORIGIN = "Origin";

  /** The API's own, and what libraries of pages add: of requests (jQuery), and of tracing. */
  private static final String ALLOWED_HEADERS =
      "Authorization, Content-Type, Idempotency-Key, X-Requested-With,"
          + " traceparent, tracestate, baggage, sentry-trace";

  private final Set<String> origins;

  Cors(Set<String> origins) {
    this.origins = origins;
  }

  /** Lets the page that asks see the answer, if its origin is allowed. */
  void begin(Context ctx) {
    if (origins.isEmpty()) {
      return;
    }
    ctx.res().addHeader("Vary", ORIGIN);
    String origin = ctx.header(ORIGIN);
    if (origin != null && origins.contains(origin)) {
      ctx.header("Access-Control-Allow-Origin", origin);
      ctx.header("Access-Control-Expose-Headers", "Location, Retry-After, X-Request-Id");
    }
  }

  /** Returns whether this was a browser's question beforehand, which is answered now. */
  boolean preflight(Context ctx) {
    if (origins.isEmpty()
        || !ctx.req().getMethod().equals("OPTIONS")
        || ctx.header(ORIGIN) == null
        || ctx.header("Access-Control-Request-Method") == null) {
      return false;
    }
    ctx.status(204);
    ctx.res().setContentType(null);
    if (ctx.res().containsHeader("Access-Control-Allow-Origin")) {
      ctx.header("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
      ctx.header("Access-Control-Allow-Headers", ALLOWED_HEADERS);
      ctx.header("Access-Control-Max-Age", "3600");
    }
    return true;
  }
}
