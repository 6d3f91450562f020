package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own, on loopback, with its data in the data directory. Everything it
 * acknowledged survives whatever ends it. It is started by its own {@code pg_ctl} in a session of
 * its own, so that Ctrl-C at the terminal does not end it before its users.
 */
public final class LocalDatabase implements AutoCloseable {

  private static final String USER = "postgres";
  private static final String NAME = "postgres";

  /** The first start after a crash replays the log. */
  private static final int START_SECONDS = 60;

  private static final int STOP_SECONDS = 20;
  private static final int PORT_ATTEMPTS = 3;

  private final ServerAccount account;
  private final Path programs;
  private final Path data;
  private final Path log;
  private final String password;
  private int port;

  private LocalDatabase(
      ServerAccount account, Path programs, DataDirectory directory, String password) {
    this.account = account;
    this.programs = programs;
    this.data = directory.path().resolve("postgres");
    this.log = data.resolve("server.log");
    this.password = password;
  }

  /**
   * Returns the server once it takes connections. What an earlier process left running on the same
   * data is stopped first.
   *
   * @throws StartException where it cannot run here
   */
  public static LocalDatabase start(DataDirectory directory) throws InterruptedException {
    try {
      ServerAccount account = ServerAccount.find();
      Path programs = PostgresBinaries.unpack(directory.path()).resolve("bin");
      account.letThrough(directory.path());
      LocalDatabase database =
          new LocalDatabase(account, programs, directory, directory.secret("postgres-password"));
      database.create(directory.path());
      database.stopLeftOver();
      database.start();
      return database;
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot start PostgreSQL: " + e, e);
    }
  }

  /** Returns its URL, as {@code DATABASE_URL} takes it. It holds the password. */
  public String url() {
    return "postgres://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + NAME;
  }

  /** The data directory is there whole: a half-made one is begun anew. */
  private void create(Path directory) throws IOException, InterruptedException {
    if (Files.exists(data)) {
      return;
    }
    Path fresh = directory.resolve("postgres.new");
    Path passwordFile = directory.resolve("postgres-password.new");
    Directories.delete(fresh);
    Files.createDirectory(fresh);
    Files.writeString(passwordFile, password);
    account.give(fresh);
    account.give(passwordFile);
    Path initLog = directory.resolve("initdb.log");
    boolean done =
        run(
            initLog,
            List.of(
                program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"));
    Files.delete(passwordFile);
    if (!done) {
      throw failure("PostgreSQL cannot make its data directory", initLog);
    }
    Files.delete(initLog);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * A server outlives a process that was killed. Its pid file also outlives a machine that was, and
   * then names no process, or another: one whose command line does not name our data.
   */
  private void stopLeftOver() throws IOException, InterruptedException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readAllLines(pidFile).stream().findFirst().orElse("").strip();
    boolean ours =
        pid.matches("[0-9]{1,18}")
            && ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains(data.toString()))
                .isPresent();
    if (ours) {
      close();
    } else {
      Files.delete(pidFile);
    }
  }

  private void start() throws IOException, InterruptedException {
    Files.deleteIfExists(log);
    account.give(data);
    for (int attempt = 1; ; attempt++) {
      port = freePort();
      if (run(
          null,
          List.of(
              program("pg_ctl"),
              "--pgdata=" + data,
              "--log=" + log,
              "--wait",
              "--timeout=" + START_SECONDS,
              "--options="
                  + "-p "
                  + port
                  + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
                  + " -c fsync=on -c synchronous_commit=on -c max_connections=100"
                  + " -c timezone=UTC -c log_timezone=UTC",
              "start"))) {
        return;
      }
      if (attempt == PORT_ATTEMPTS) {
        throw failure("PostgreSQL does not start", log);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  private boolean run(@Nullable Path output, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(account.command(command))
            .redirectErrorStream(true)
            .redirectOutput(
                output == null
                    ? ProcessBuilder.Redirect.DISCARD
                    : ProcessBuilder.Redirect.to(output.toFile()))
            .start();
    try {
      return process.waitFor(START_SECONDS + STOP_SECONDS, TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  private static StartException failure(String what, Path log) throws IOException {
    Optional<String> why = Optional.empty();
    if (Files.exists(log)) {
      try (Stream<String> lines = Files.lines(log)) {
        why = lines.filter(line -> line.contains("FATAL") || line.contains("rror:")).findFirst();
      }
    }
    return new StartException(
        ExitCode.FAILURE,
        what + why.map(line -> " (" + line.strip() + ")").orElse("") + "; see " + log,
        null);
  }

  /** The server has ended, its clients disconnected, nothing lost. */
  @Override
  public void close() {
    try {
      for (String mode : List.of("fast", "immediate")) {
        List<String> command =
            new ArrayList<>(
                List.of(
                    program("pg_ctl"),
                    "--pgdata=" + data,
                    "--wait",
                    "--timeout=" + STOP_SECONDS,
                    "--mode=" + mode,
                    "stop"));
        if (run(null, command)) {
          return;
        }
      }
      throw new StartException(ExitCode.FAILURE, "PostgreSQL in " + data + " does not stop", null);
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot stop PostgreSQL in " + data, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
