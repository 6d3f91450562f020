package dev.imagevault.app.service;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** What load balancers and orchestrators ask. */
final class HealthRoutes {

  private volatile BooleanSupplier database = () -> false;
  private volatile BooleanSupplier storage = () -> false;
  private volatile BooleanSupplier serving = () -> false;

  /** Alive, and not ready yet. */
  HealthRoutes() {}

  /** What the process stands on is asked of these from now on. */
  void probe(Probe database, Probe storage) {
    this.database = database::up;
    this.storage = storage::up;
  }

  /** Whether requests are taken is asked of this from now on. */
  void serving(BooleanSupplier serving) {
    this.serving = serving;
  }

  /** The routes are there. */
  void mount(RoutesConfig routes) {
    // Javalin would answer a HEAD of its own accord, with 200 whatever the GET says.
    routes.get("/health/live", HealthRoutes::live);
    routes.head("/health/live", HealthRoutes::live);
    routes.get("/health/ready", this::ready);
    routes.head("/health/ready", this::ready);
  }

  private static void live(Context ctx) {
    answer(ctx, 200, "{\"status\":\"up\"}");
  }

  /** An outage of the store does not count: listing, signing and deleting go on without it. */
  private void ready(Context ctx) {
    boolean databaseUp = database.getAsBoolean();
    boolean ready = databaseUp && serving.getAsBoolean();
    answer(
        ctx,
        ready ? 200 : 503,
        "{\"status\":\"%s\",\"database\":\"%s\",\"storage\":\"%s\"}"
            .formatted(word(ready), word(databaseUp), word(storage.getAsBoolean())));
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }

  private static void answer(Context ctx, int status, String json) {
    ctx.status(status)
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(json);
  }
}
