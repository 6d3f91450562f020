package dev.imagevault.app.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A new cluster of the PostgreSQL that is installed on the machine, as Debian lays it out. */
public final class MachinePostgres implements AutoCloseable {

  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final ServerAccount account;
  private final Path programs;
  private final Path data;
  private final int port;

  /** Returns the directory of the newest one's programs, if there is any. */
  public static Optional<Path> find() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .max(Comparator.comparing(Path::toString))
          .map(version -> version.resolve("bin"))
          .filter(Files::isDirectory);
    }
  }

  /** Takes connections from now on. */
  public MachinePostgres(Path programs, Path directory) throws IOException, InterruptedException {
    this.account = ServerAccount.find();
    this.programs = programs;
    this.data = directory.resolve("machine-postgres");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    Files.createDirectory(data);
    account.letThrough(directory);
    account.give(data);
    run("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust");
    run(
        "pg_ctl",
        "-D",
        data.toString(),
        "-l",
        data.resolve("log").toString(),
        "-w",
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
        "start");
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(account.command(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  /** Returns its URL. */
  public String url() {
    return "postgres://postgres@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws Exception {
    run("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
  }
}
