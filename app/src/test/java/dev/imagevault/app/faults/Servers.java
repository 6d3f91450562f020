package dev.imagevault.app.faults;

import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.LocalDatabase;
import dev.imagevault.app.dev.LocalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One PostgreSQL and one S3 server, started when a test first asks for them and shared by all of a
 * run, which ends them: to start them takes longer than most tests.
 */
final class Servers implements AutoCloseable {

  private final Path parent;
  private final DataDirectory directory;
  private final LocalStore store;
  private LocalDatabase database;

  private Servers() {
    try {
      parent = Files.createTempDirectory("imagevault-faults-");
      directory = DataDirectory.open(parent.resolve("data"));
      store = LocalStore.start(directory);
      database = LocalDatabase.start(directory);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the servers do not start", e);
    }
  }

  /** Gives tests the servers of the run. */
  static final class OfTheRun implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Servers.class))
          .computeIfAbsent(Servers.class, key -> new Servers(), Servers.class);
    }
  }

  /** Returns the URL of a database on the server, as libpq takes it. */
  synchronized URI databaseUrl() {
    return URI.create(database.url());
  }

  /** Returns where the S3 server is. */
  URI storeUrl() {
    return URI.create(store.url());
  }

  String storeSecret() {
    return store.secretAccessKey();
  }

  /** PostgreSQL is gone as if its machine had failed: all of its processes were killed. */
  void killDatabase() throws IOException {
    List<String> pidFile = Files.readAllLines(directory.path().resolve("postgres/postmaster.pid"));
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(pidFile.get(0).strip())).orElseThrow();
    List<ProcessHandle> processes = new ArrayList<>(List.of(postmaster));
    postmaster.descendants().forEach(processes::add);
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** PostgreSQL has stopped in good order. */
  synchronized void stopDatabase() {
    database.close();
  }

  /** PostgreSQL takes connections again, on another port. */
  synchronized void startDatabase() throws InterruptedException {
    database = LocalDatabase.start(directory);
  }

  @Override
  public synchronized void close() throws IOException {
    database.close();
    store.close();
    directory.close();
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
