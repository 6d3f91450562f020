package dev.imagevault.app.service;

import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.s3.S3ImageStorage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What load balancers and orchestrators ask. */
final class HealthRoutes {

  private static final Duration DATABASE_INTERVAL = Duration.ofSeconds(1);

  /** Each costs a request. */
  private static final Duration STORAGE_INTERVAL = Duration.ofSeconds(10);

  private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(3);

  private volatile Supplier<Health> database = () -> Health.DOWN;
  private volatile Supplier<Health> storage = () -> Health.DOWN;
  private volatile BooleanSupplier serving = () -> false;

  /** Alive, and not ready yet. */
  HealthRoutes() {}

  /** Both are asked how they are from now on, off the requests. */
  void probe(Database database, S3ImageStorage storage, Lifecycle lifecycle) throws Exception {
    probe(
        lifecycle.start(() -> new Probe("database", DATABASE_INTERVAL, database::health)),
        lifecycle.start(() -> new Probe("storage", STORAGE_INTERVAL, () -> ping(storage))));
  }

  /** What the process stands on is asked of these from now on. */
  void probe(Probe database, Probe storage) {
    this.database = database::health;
    this.storage = storage::health;
  }

  private static Health ping(S3ImageStorage storage) {
    storage.ping(STORAGE_TIMEOUT);
    return Health.UP;
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

  /**
   * An outage of the store does not count: listing, signing and deleting go on without it. Neither
   * does a database that is read-only: listing and signing go on.
   */
  private void ready(Context ctx) {
    Health databaseNow = database.get();
    boolean ready = databaseNow != Health.DOWN && serving.getAsBoolean();
    answer(
        ctx,
        ready ? 200 : 503,
        "{\"status\":\"%s\",\"database\":\"%s\",\"storage\":\"%s\"}"
            .formatted(
                (ready ? Health.UP : Health.DOWN).word(),
                databaseNow.word(),
                storage.get().word()));
  }

  private static void answer(Context ctx, int status, String json) {
    ctx.status(status)
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(json);
  }
}
