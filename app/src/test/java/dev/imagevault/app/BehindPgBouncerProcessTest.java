package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.dev.LocalStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PgBouncer in transaction mode before the database: whoever operates it is told. */
class BehindPgBouncerProcessTest {

  private static final String TOLD = "behind a pooler: no statement is prepared by name";

  @TempDir private static Path directory;

  private static ServeProcesses processes;
  private static Process pooler;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program =
        Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
            .map(place -> Path.of(place, "pgbouncer"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "needs PgBouncer (Debian's package pgbouncer)");
    processes = new ServeProcesses(directory);
    String database = processes.databaseUrl(processes.toPostgres);
    int port = freePort();
    url = database.replaceFirst(":[0-9]+/", ":" + port + "/");
    List<String> command = new ArrayList<>(List.of(program.get().toString()));
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to be root.
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(configuration(database, port).toString());
    pooler =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    await().atMost(Duration.ofMinutes(1)).until(() -> listens(port));
  }

  @AfterAll
  static void stop() throws Exception {
    if (pooler != null) {
      pooler.destroyForcibly().waitFor();
    }
    if (processes != null) {
      processes.close();
    }
  }

  /** Returns what it reads before it stops being root. */
  private static Path configuration(String database, int port) throws IOException {
    DatabaseUrl parsed = DatabaseUrl.parse(database);
    return Files.writeString(
        directory.resolve("pgbouncer.ini"),
        """
        [databases]
        * = host=127.0.0.1 port=%d user=%s password='%s'
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        """
            .formatted(
                URI.create(database).getPort(),
                parsed.user().orElseThrow(),
                parsed.password().orElseThrow(),
                port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) throws IOException {
    assertThat(pooler.isAlive()).as(Files.readString(directory.resolve("pgbouncer.log"))).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
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
