package dev.imagevault.app;

import dev.imagevault.app.metrics.Metrics;
import io.javalin.config.RoutesConfig;

/** What Prometheus asks. */
final class MetricsRoute {

  private final Metrics metrics;

  MetricsRoute(Metrics metrics) {
    this.metrics = metrics;
  }

  /** The route is there. */
  void mount(RoutesConfig routes) {
    routes.get(
        "/metrics",
        ctx ->
            ctx.header("Cache-Control", "no-store")
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.text()));
  }
}
