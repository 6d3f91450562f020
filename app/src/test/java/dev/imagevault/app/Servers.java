package dev.imagevault.app;

import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.LocalDatabase;
import dev.imagevault.app.dev.LocalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL and an S3 server. Tests share one of each and take a database and a bucket of their
 * own: to start the servers takes longer than most tests.
 */
public final class Servers implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Path parent;
  private final DataDirectory directory;
  private final LocalStore store;
  private LocalDatabase database;

  private Servers() {
    try {
      parent = Files.createTempDirectory("imagevault-servers-");
      directory = DataDirectory.open(parent.resolve("data"));
      store = LocalStore.start(directory);
      database = LocalDatabase.start(directory);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the servers do not start", e);
    }
  }

  private static final class Shared {

    static final Servers SERVERS = new Servers();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Shared::close, "servers"));
    }

    private static void close() {
      try {
        SERVERS.close();
      } catch (IOException e) {
        throw new IllegalStateException("the servers do not stop", e);
      }
    }
  }

  /** Returns those of this JVM, which end with it. */
  public static Servers shared() {
    return Shared.SERVERS;
  }

  /** Returns others, for a test that changes how they are set up. The caller closes them. */
  static Servers own() {
    return new Servers();
  }

  /** Returns a name for a database and a bucket that no other has. */
  public static String newName() {
    return "test-" + NAMES.incrementAndGet();
  }

  /** Returns the URL of the server's own database, as libpq takes it. */
  public synchronized URI databaseUrl() {
    return URI.create(database.url());
  }

  /** Returns the URL of the database of this name, as libpq takes it. */
  public String databaseUrl(String name) {
    return databaseUrl().resolve("/" + name).toString();
  }

  /** There is an empty database of this name. */
  public void createDatabase(String name) throws SQLException {
    execute(databaseUrl().toString(), "create database \"" + name + "\"");
  }

  /** There is no database of this name, whoever uses it. */
  public void dropDatabase(String name) throws SQLException {
    execute(databaseUrl().toString(), "drop database \"" + name + "\" with (force)");
  }

  /** Returns a connection to the database of this URL. */
  static Connection connect(String url) throws SQLException {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    return DriverManager.getConnection(
        parsed.jdbcUrl(), parsed.user().orElseThrow(), parsed.password().orElseThrow());
  }

  /** The database of this URL does this. */
  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns where the S3 server is. */
  public URI storeUrl() {
    return URI.create(store.url());
  }

  public String storeSecret() {
    return store.secretAccessKey();
  }

  /** Returns the directory of the bucket of this name, which is there now. */
  Path bucket(String name) throws IOException {
    return Files.createDirectories(directory.path().resolve("s3").resolve(name));
  }

  /** PostgreSQL is gone as if its machine had failed: all of its processes were killed. */
  public void killDatabase() throws IOException {
    List<String> pidFile = Files.readAllLines(directory.path().resolve("postgres/postmaster.pid"));
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(pidFile.get(0).strip())).orElseThrow();
    List<ProcessHandle> processes = new ArrayList<>(List.of(postmaster));
    postmaster.descendants().forEach(processes::add);
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** PostgreSQL has stopped in good order. */
  public synchronized void stopDatabase() {
    database.close();
  }

  /** PostgreSQL takes connections again, on another port. */
  public synchronized void startDatabase() throws InterruptedException {
    database = LocalDatabase.start(directory);
  }

  @Override
  public synchronized void close() throws IOException {
    database.close();
    store.close();
    directory.close();
    delete(parent);
  }

  /** There is no such directory, nor anything in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
