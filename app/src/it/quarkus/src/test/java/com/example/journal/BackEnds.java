package com.example.journal;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The database and the store that the service is started with. */
public final class BackEnds implements QuarkusTestResourceLifecycleManager {

  private EmbeddedPostgres postgres;
  private ObjectStore store;

  @Override
  public Map<String, String> start() {
    try {
      postgres = EmbeddedPostgres.start();
      store = new ObjectStore();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String url = postgres.getJdbcUrl("postgres", "postgres");
    return Map.of(
        "quarkus.datasource.jdbc.url",
        url,
        "quarkus.datasource.images.jdbc.url",
        url,
        "store.endpoint",
        store.endpoint().toString(),
        "store.key",
        "key",
        "store.secret",
        "secret",
        "sweep.every",
        "1s");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(store, new TestInjector.MatchesType(ObjectStore.class));
  }

  @Override
  public void stop() {
    try {
      store.close();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
