package dev.imagevault.app;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** What load balancers and orchestrators ask. */
final class HealthRoutes {

  private final Probe database;
  private final Probe storage;
  private volatile BooleanSupplier draining = () -> false;

  HealthRoutes(Probe database, Probe storage) {
    this.database = database;
    this.storage = storage;
  }

  /** Whether the server is stopping is asked of this from now on. */
  void draining(BooleanSupplier draining) {
    this.draining = draining;
  }

  /** The routes are there. */
  void mount(RoutesConfig routes) {
    routes.get("/health/live", ctx -> answer(ctx, 200, "{\"status\":\"up\"}"));
    routes.get("/health/ready", this::ready);
  }

  /** An outage of the store does not count: listing, signing and deleting go on without it. */
  private void ready(Context ctx) {
    boolean ready = database.up() && !draining.getAsBoolean();
    answer(
        ctx,
        ready ? 200 : 503,
        "{\"status\":\"%s\",\"database\":\"%s\",\"storage\":\"%s\"}"
            .formatted(word(ready), word(database.up()), word(storage.up())));
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
