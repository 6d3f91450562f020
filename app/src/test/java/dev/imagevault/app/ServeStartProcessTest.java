package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How the service starts in production, and why it does not. */
class ServeStartProcessTest {

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

  @Test
  void everyProblemOfTheConfigurationIsReportedAndNothingIsStarted() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("JWT_SECRET", "hunter2");
    environment.put("PORT", "hunter2");
    environment.put("DATABASE_URL", "mysql://root:hunter2@localhost/d");
    environment.put("CLOUDFRONT_PRIVATE_KEY", "hunter2");
    environment.remove("AWS_REGION");
    try (Child serve = processes.start(environment)) {
      assertThat(serve.exitCode()).isEqualTo(2);
      assertThat(serve.err())
          .contains("JWT_SECRET", "PORT", "DATABASE_URL", "CLOUDFRONT_PRIVATE_KEY", "AWS_REGION")
          .doesNotContain("hunter2")
          .doesNotContain("Exception");
      assertThat(serve.out()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDatabaseThatDoesNotAnswerEndsItInOneLine() throws Exception {
    Wire dead = processes.anotherWireToPostgres();
    dead.cut();
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", processes.databaseUrl(dead));
    try (dead;
        Child serve = processes.start(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1);
      assertThat(serve.err()).contains("did not answer within 30 seconds", "DATABASE_URL");
    }
  }

  @Test
  void aUrlThatGivesSomethingElseThanKeysIsToldWithTheOneToUse() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("JWT_SECRET", "");
    try (Foreign provider =
        Foreign.answering(url -> "{\"jwks_uri\":\"" + url + "/keys-are-here\"}")) {
      environment.put("JWKS_URL", provider.url() + "/.well-known/openid-configuration");
      try (Child serve = processes.start(environment)) {
        ServeProcesses.url(serve);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(serve.err())
                        .contains("discovery document", provider.url() + "/keys-are-here"));
      }
    }
  }

  @Test
  void aSignalEndsTheWaitForADatabase() throws Exception {
    Wire silent = processes.anotherWireToPostgres();
    silent.holdAnswers();
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", processes.databaseUrl(silent));
    try (silent;
        Child serve = processes.start(environment)) {
      await().atMost(PATIENCE).until(silent::isUsed);
      assertThat(serve.terminate().exitCode()).isZero();
      assertThat(serve.err()).isEmpty();
    }
  }

  @Test
  void itWaitsForADatabaseThatComesLate() throws Exception {
    Wire late = processes.anotherWireToPostgres();
    late.cut();
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", processes.databaseUrl(late));
    try (late;
        Child serve = processes.start(environment)) {
      late.restore();
      assertThat(ServeProcesses.ready(ServeProcesses.url(serve))).isNotEmpty();
    }
  }

  @Test
  void itDoesNotRunOnADatabaseThatLacksMigrations() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", processes.database("unmigrated", "select 1"));
    environment.put("DB_MIGRATE_ON_START", "false");
    try (Child serve = processes.start(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1).allMatch(line -> line.contains("run 'migrate'"));
    }
    for (String outcome : new String[] {"is migrated", "has all migrations already"}) {
      try (Child migrate = processes.migrate(environment.get("DATABASE_URL"))) {
        assertThat(migrate.exitCode()).isZero();
        assertThat(migrate.out()).contains(outcome);
      }
    }
    try (Child serve = processes.start(environment)) {
      assertThat(ServeProcesses.ready(ServeProcesses.url(serve))).isNotEmpty();
    }
  }

  @Test
  void aTableOfAnotherServiceIsRefusedInOneLineAndLeftAlone() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put(
        "DATABASE_URL", processes.database("elsewhere", "create table user_images (id int)"));
    try (Child serve = processes.start(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1).allMatch(line -> line.contains("user_images"));
    }
  }

  @Test
  void aBucketThatIsNotThereIsToldAtOnceAndTheRestIsServed() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("AWS_S3_BUCKET", "no-such-bucket");
    tellsThatTheStoreCannotBeUsed(environment, "no-such-bucket", "create the bucket");
  }

  @Test
  void credentialsThatNobodyHandsOutAreToldAtOnceWithTheReason() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("AWS_ACCESS_KEY_ID", "");
    environment.put("AWS_SECRET_ACCESS_KEY", "");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_PROFILE", "no-such-profile");
    tellsThatTheStoreCannotBeUsed(environment, "no credentials", "no-such-profile");
  }

  private void tellsThatTheStoreCannotBeUsed(Map<String, String> environment, String... words)
      throws Exception {
    try (Child serve = processes.start(environment)) {
      String url = ServeProcesses.url(serve);
      await().atMost(PATIENCE).until(() -> serve.err().contains("the storage cannot be used now"));
      await().atMost(PATIENCE).until(() -> ServeProcesses.ready(url).startsWith("200"));
      assertThat(ServeProcesses.ready(url)).contains("\"storage\":\"down\"");
      assertThat(
              serve.err().lines().filter(line -> line.contains("the storage cannot be used now")))
          .singleElement()
          .asString()
          .contains("WARN")
          .contains(words);
    }
  }

  @Test
  void aBusyPortIsRefusedInOneLineBeforeAnythingIsStarted() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = processes.environment();
      for (String variable : new String[] {"PORT", "ADMIN_PORT"}) {
        environment.put("PORT", "0");
        environment.put(variable, Integer.toString(busy.getLocalPort()));
        try (Child serve = processes.start(environment)) {
          assertThat(serve.exitCode()).isEqualTo(2);
          assertThat(serve.out()).isEmpty();
          assertThat(serve.err().lines())
              .hasSize(1)
              .allMatch(
                  line -> line.contains(":" + busy.getLocalPort()) && line.contains(variable));
        }
      }
    }
  }
}
