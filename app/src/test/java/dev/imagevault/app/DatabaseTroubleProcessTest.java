package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that cannot be had as configured, and one that takes no changes for a while. */
class DatabaseTroubleProcessTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path directory;

  private static ServeProcesses processes;

  @BeforeAll
  static void start() throws Exception {
    processes = new ServeProcesses(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    processes.close();
  }

  /** What is tried again for 30 seconds says so. */
  @ParameterizedTest
  @CsvSource({
    ":[^:@/]*@, :wrong@, refuses us",
    "[^/]*$, nowhere, does not exist",
    "$, ?sslmode=verify-full, does not take our connection"
  })
  void whatWaitingCannotMendIsToldAtOnceInOneLine(String part, String replacement, String told)
      throws Exception {
    Map<String, String> environment = processes.environment();
    environment.compute("DATABASE_URL", (name, url) -> url.replaceFirst(part, replacement));
    try (Child serve = processes.start(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1).allMatch(line -> line.contains(told));
      assertThat(serve.err()).contains("DATABASE_URL").doesNotContain("30 seconds", "wrong@");
    }
  }

  @Test
  void whileItIsReadOnlyReadsGoOnAndAfterwardsChangesDoToo() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", processes.database("failover", "select 1"));
    try (Child serve = processes.start(environment)) {
      String url = ServeProcesses.url(serve);
      Http user = Http.of(url, ServeProcesses.SECRET, "7");
      assertThat(user.upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
      assertThat(serve.err()).contains("no pooler in between");
      processes.sql("alter database failover set default_transaction_read_only = on");
      processes.sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'failover'");
      await()
          .atMost(PATIENCE)
          .until(
              () -> ServeProcesses.ready(url),
              "200{\"status\":\"up\",\"database\":\"read-only\",\"storage\":\"up\"}"::equals);
      assertThat(user.upload(Pictures.png(8, 8)).body()).contains("database_unavailable");
      assertThat(user.send("GET", "/api/profile/images").statusCode()).isEqualTo(200);
      processes.sql("alter database failover reset default_transaction_read_only");
      await().atMost(PATIENCE).until(() -> user.upload(Pictures.png(8, 8)).statusCode() == 201);
      await()
          .atMost(PATIENCE)
          .until(() -> ServeProcesses.ready(url).contains("\"database\":\"up\""));
    }
  }
}
