package dev.imagevault.app.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.jdbi.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGProperty;

/** The database, reached by connections of its own or by a pool. Thread-safe. */
public final class Database {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final int OLDEST_VERSION = 140_000;

  /** Whoever waits for a connection waits within a request: better to answer soon. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  private static final int CONNECT_SECONDS = 2;

  /** Longer than any statement that the repository allows itself. */
  private static final int SOCKET_SECONDS = 4;

  /** Migrations may take their time, and wait for each other. */
  private static final int MIGRATION_SOCKET_SECONDS = 3600;

  /** More would wait for the database's processors and disks rather than for each other. */
  private static final int CONNECTIONS = 16;

  private final DatabaseUrl url;

  public Database(DatabaseUrl url) {
    this.url = url;
  }

  /**
   * Returns once the database answers.
   *
   * @throws StartException where it does not within half a minute, or is too old
   */
  public void await() throws InterruptedException {
    DataSource dataSource = dataSource(SOCKET_SECONDS);
    long start = System.nanoTime();
    while (true) {
      try {
        checkedVersion(dataSource);
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new StartException(
              ExitCode.FAILURE,
              "the database at "
                  + url
                  + " did not answer within "
                  + PATIENCE.toSeconds()
                  + " seconds ("
                  + oneLine(e)
                  + "): check DATABASE_URL",
              e);
        }
        Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
      }
    }
  }

  /**
   * Returns the server's version, such as 17, where it answers now and is new enough.
   *
   * @throws StartException otherwise
   */
  public int checkVersion() {
    try {
      return checkedVersion(dataSource(SOCKET_SECONDS));
    } catch (SQLException e) {
      throw new StartException(
          ExitCode.FAILURE,
          "the database at " + url + " does not answer (" + oneLine(e) + "): check DATABASE_URL",
          e);
    }
  }

  private int checkedVersion(DataSource dataSource) throws SQLException {
    int version = version(dataSource);
    if (version < OLDEST_VERSION) {
      throw new StartException(
          ExitCode.FAILURE,
          "the database at "
              + url
              + " is PostgreSQL "
              + version / 10_000
              + "; imagevault needs 14 or newer",
          null);
    }
    return version / 10_000;
  }

  private static String oneLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static int version(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show server_version_num")) {
      result.next();
      return result.getInt(1);
    }
  }

  /**
   * Returns where it answers now, on a connection of its own.
   *
   * @throws IllegalStateException otherwise
   */
  void ping() {
    try {
      version(dataSource(SOCKET_SECONDS));
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
  }

  /**
   * It has all migrations of this release.
   *
   * @return whether any was missing
   * @throws StartException where they cannot be applied
   */
  public boolean migrate() {
    try {
      return new Schema(dataSource(MIGRATION_SOCKET_SECONDS)).migrate();
    } catch (BackEndException e) {
      throw new StartException(
          ExitCode.FAILURE, "the database at " + url + " is not migrated: " + e.getMessage(), e);
    }
  }

  /**
   * Returns where it has all migrations of this release.
   *
   * @throws StartException otherwise
   */
  public void checkMigrated() {
    try {
      Schema.State state = new Schema(dataSource(SOCKET_SECONDS)).state();
      if (state != Schema.State.CURRENT && state != Schema.State.NEWER) {
        throw new StartException(
            ExitCode.FAILURE,
            state == Schema.State.FOREIGN
                ? "the database at "
                    + url
                    + " has a table user_images that is not imagevault's: use another one"
                : "the database at " + url + " lacks migrations: run 'migrate' first",
            null);
      }
    } catch (BackEndException e) {
      throw new StartException(
          ExitCode.FAILURE, "the database at " + url + " failed: " + e.getMessage(), e);
    }
  }

  /** Returns a pool of connections, which the caller closes. It connects when it is first used. */
  HikariDataSource pool() {
    return pool(Optional.empty());
  }

  /** Returns such a pool, measured. */
  HikariDataSource pool(Optional<MetricsTrackerFactory> metrics) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("imagevault");
    config.setDataSource(dataSource(SOCKET_SECONDS));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    // Short enough to follow a database that moves behind its name.
    config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
    config.setInitializationFailTimeout(-1);
    metrics.ifPresent(config::setMetricsTrackerFactory);
    return new HikariDataSource(config);
  }

  private DataSource dataSource(int socketSeconds) {
    Properties usual = new Properties();
    PGProperty.APPLICATION_NAME.set(usual, "imagevault");
    // It quotes the failing row, which is not for the log.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(usual, false);
    PGProperty.CONNECT_TIMEOUT.set(usual, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(usual, SOCKET_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(usual, socketSeconds);
    PGProperty.TCP_KEEP_ALIVE.set(usual, true);
    return url.dataSource(usual);
  }
}
