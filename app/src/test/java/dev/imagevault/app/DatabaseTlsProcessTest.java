package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.app.config.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database whose certificate is checked: whoever it is not is never given the password. */
class DatabaseTlsProcessTest {

  @TempDir private static Path directory;

  private static Servers servers;
  private static ServeProcesses processes;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "openssl"))),
        "needs OpenSSL (Debian's package openssl)");
    certify("server");
    certify("other");
    servers = Servers.own();
    processes = new ServeProcesses(directory, servers);
    for (String file : new String[] {"server.key", "server.crt"}) {
      // Written by the server, whose file it has to be.
      processes.sql(
          "copy (select unnest(string_to_array('%s', chr(10)))) to program 'umask 077; cat > %s'"
              .formatted(Files.readString(directory.resolve(file)).strip(), file));
    }
    processes.sql("alter system set ssl = on");
    processes.sql("select pg_reload_conf()");
    await().atMost(Duration.ofMinutes(1)).until(() -> connects("?sslmode=require"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (processes != null) {
      processes.close();
      servers.close();
    }
  }

  /** There is a key of this name, and a certificate of its own for localhost. */
  private static void certify(String name) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
                            + " -addext subjectAltName=DNS:localhost -keyout %1$s.key -out %1$s.crt")
                        .formatted(name)
                        .split(" ")))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("openssl.log"))).isZero();
  }

  private static boolean connects(String query) {
    DatabaseUrl url = DatabaseUrl.parse(url("127.0.0.1", query));
    try (Connection connection =
        DriverManager.getConnection(
            url.jdbcUrl(), url.user().orElseThrow(), url.password().orElseThrow())) {
      return connection.isValid(9);
    } catch (SQLException e) {
      return false;
    }
  }

  private static String url(String host, String query) {
    return processes.databaseUrl(processes.toPostgres).replace("127.0.0.1", host)
        + query.replace("DIR", directory.toString());
  }

  @Test
  void aCertificateOfThisAuthorityForThisNameIsTrusted() throws Exception {
    try (Child migrate =
        processes.migrate(url("localhost", "?sslmode=verify-full&sslrootcert=DIR/server.crt"))) {
      assertThat(migrate.exitCode()).as(migrate.err()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, ?sslmode=verify-full",
    "localhost, ?sslmode=verify-ca",
    "localhost, ?sslmode=verify-full&sslrootcert=DIR/other.crt",
    "localhost, ?sslmode=verify-full&sslrootcert=DIR/none.crt",
    "localhost, ?sslmode=verify-full&sslrootcert=DIR/openssl.log",
    "127.0.0.1, ?sslmode=verify-full&sslrootcert=DIR/server.crt"
  })
  void anyOtherIsToldAtOnceInOneLineWithTheRemedy(String host, String query) throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("DATABASE_URL", url(host, query));
    try (Child serve = processes.start(environment);
        Child migrate = processes.migrate(environment.get("DATABASE_URL"))) {
      for (Child child : new Child[] {serve, migrate}) {
        assertThat(child.exitCode()).isEqualTo(1);
        assertThat(child.err().lines())
            .singleElement()
            .asString()
            .contains("cannot be reached safely", "sslrootcert=", "DATABASE_URL")
            .doesNotContain("30 seconds")
            .doesNotContain(DatabaseUrl.parse(url(host, "")).password().orElseThrow());
      }
    }
  }
}
