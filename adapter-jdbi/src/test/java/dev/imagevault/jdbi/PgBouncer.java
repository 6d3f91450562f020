package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** PgBouncer in transaction mode: after each transaction a server connection may be another's. */
final class PgBouncer implements AutoCloseable {

  private final Process process;
  private final Path directory;
  private final int port;

  private PgBouncer(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** Starts one before this database, with so many connections to it. */
  static PgBouncer before(PGSimpleDataSource database, int connections) throws IOException {
    Optional<Path> program = program();
    assumeTrue(program.isPresent(), "needs PgBouncer (Debian's package pgbouncer)");
    Path directory = Files.createTempDirectory("pgbouncer-");
    int port = freePort();
    Path users =
        Files.writeString(directory.resolve("users"), "\"" + database.getUser() + "\" \"\"\n");
    Path configuration =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=%s port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            max_client_conn = 200
            default_pool_size = %d
            """
                .formatted(
                    database.getServerNames()[0],
                    database.getPortNumbers()[0],
                    port,
                    users,
                    connections));
    List<String> command =
        new ArrayList<>(List.of(program.get().toString(), configuration.toString()));
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to be root.
      command.addAll(1, List.of("-u", "nobody"));
      Runtime.getRuntime().exec(new String[] {"chmod", "-R", "a+rX", directory.toString()});
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    PgBouncer pooler = new PgBouncer(process, directory, port);
    await().until(pooler::listens);
    return pooler;
  }

  private static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/bin"))
        .map(place -> Path.of(place, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() throws IOException {
    assertThat(process.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns this database, as it is reached through it. */
  PGSimpleDataSource through(PGSimpleDataSource database) {
    PGSimpleDataSource through = new PGSimpleDataSource();
    through.setServerNames(new String[] {"127.0.0.1"});
    through.setPortNumbers(new int[] {port});
    through.setDatabaseName(database.getDatabaseName());
    through.setUser(database.getUser());
    through.setSocketTimeout(30);
    return through;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
