package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the parts of a dev on this machine are. A secret: {@link #toString} shows nothing.
 *
 * @param databaseUrl with its password; empty where dev brings no database
 * @param storeUrl empty where it brings no store
 * @param storeSecret the store's secret access key, likewise
 * @param serviceUrl of the service itself, which has the edge
 */
public record LocalParts(
    String databaseUrl, String storeUrl, String storeSecret, String serviceUrl) {

  private static final String FILE = "running.properties";
  private static final String DATABASE = "database.url";
  private static final String STORE = "store.url";
  private static final String STORE_SECRET = "store.secret";
  private static final String SERVICE = "service.url";

  /** Other commands find these parts by the data directory, until what is returned is closed. */
  public AutoCloseable announce(DataDirectory directory) {
    Properties properties = new Properties();
    properties.setProperty(DATABASE, databaseUrl);
    properties.setProperty(STORE, storeUrl);
    properties.setProperty(STORE_SECRET, storeSecret);
    properties.setProperty(SERVICE, serviceUrl);
    try {
      StringWriter text = new StringWriter();
      properties.store(text, "Where the running dev has its parts.");
      directory.write(FILE, text.toString());
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot write in " + directory.path(), e);
    }
    return () -> Files.deleteIfExists(directory.path().resolve(FILE));
  }

  /**
   * Returns the parts that were announced in this directory, perhaps by a process that was killed
   * since; empty where none are.
   */
  public static Optional<LocalParts> announcedIn(DataDirectory directory) {
    Path file = directory.path().resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot read " + file, e);
    }
    return Optional.of(
        new LocalParts(
            properties.getProperty(DATABASE, ""),
            properties.getProperty(STORE, ""),
            properties.getProperty(STORE_SECRET, ""),
            properties.getProperty(SERVICE, "")));
  }

  @Override
  public String toString() {
    return "LocalParts[…]";
  }
}
