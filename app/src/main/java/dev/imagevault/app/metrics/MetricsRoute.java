package dev.imagevault.app.metrics;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** What Prometheus asks. */
public final class MetricsRoute {

  private final Metrics metrics;

  public MetricsRoute(Metrics metrics) {
    this.metrics = metrics;
  }

  /** The route is there. */
  public void mount(RoutesConfig routes) {
    Handler handler =
        ctx ->
            ctx.header("Cache-Control", "no-store")
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.text());
    routes.get("/metrics", handler);
    routes.head("/metrics", handler);
  }
}
