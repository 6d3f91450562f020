package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.fixture.PgBouncer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PgBouncer in transaction mode before the database: whoever operates it is told. */
class BehindPgBouncerProcessTest {

  private static final String TOLD = "behind a pooler: no statement is prepared by name";

  @TempDir private static Path directory;

  private static ServeProcesses processes;
  private static PgBouncer pooler;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    processes = new ServeProcesses(directory);
    String database = processes.databaseUrl(processes.toPostgres);
    DatabaseUrl parsed = DatabaseUrl.parse(database);
    pooler =
        PgBouncer.before(
            "host=127.0.0.1 port=%d user=%s password='%s'"
                .formatted(
                    URI.create(database).getPort(),
                    parsed.user().orElseThrow(),
                    parsed.password().orElseThrow()),
            20);
    url = database.replaceFirst(":[0-9]+/", ":" + pooler.port() + "/");
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {pooler, processes}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @Test
  void theStartOfServeAndDoctorTellThatThereIsOne() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", url);
    try (Child serve = processes.start(environment)) {
      assertThat(ServeProcesses.ready(ServeProcesses.url(serve))).contains("\"database\":\"up\"");
      assertThat(serve.err().lines().filter(line -> line.contains("the database answers")))
          .singleElement()
          .asString()
          .contains(TOLD);
    }
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("AWS_ACCESS_KEY_ID", LocalStore.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", processes.storeSecret());
    try (Child doctor = Child.start(directory, environment, "doctor")) {
      doctor.exitCode();
      assertThat(doctor.out().lines())
          .anyMatch(line -> line.startsWith("✓ database ") && line.contains(TOLD));
    }
  }
}
