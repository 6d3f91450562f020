package dev.imagevault.app.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.jdbi.Pooler;
import dev.imagevault.jdbi.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** The database, reached by connections of its own or by a pool. Thread-safe. */
public final class Database {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
  private static final int OLDEST_VERSION = 14;

  private static final String ASK =
      "select current_setting('server_version_num')::int,"
          + " current_setting('transaction_read_only')::boolean";

  /** Whoever waits for a connection waits within a request: better to answer soon. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  private static final int CONNECT_SECONDS = 2;

  /** Longer than any statement that the repository allows itself. */
  private static final int SOCKET_SECONDS = 4;

  /** More would wait for the database's processors and disks rather than for each other. */
  static final int CONNECTIONS = 16;

  private final DatabaseUrl url;

  public Database(DatabaseUrl url) {
    this.url = url;
  }

  /**
   * What answers there.
   *
   * @param version such as 17
   * @param pooled whether a pooler is in between
   * @param readOnly whether it takes no changes now
   */
  public record Server(int version, boolean pooled, boolean readOnly) {

    /** Returns it in words. */
    @Override
    public String toString() {
      return "PostgreSQL "
          + version
          + (pooled
              ? ", behind a pooler: no statement is prepared by name"
              : ", no pooler in between");
    }
  }

  /**
   * Returns what answers, once it does.
   *
   * @throws StartException where it does not within half a minute, is too old, or has a fault that
   *     waiting cannot mend
   */
  public Server await() throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        return checked(ask());
      } catch (SQLException e) {
        Optional<String> remedy = ConnectionFailure.remedy(e);
        if (remedy.isPresent()) {
          throw failed(remedy.get(), e);
        }
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw failed(
              "did not answer within %d seconds (%s): check DATABASE_URL"
                  .formatted(PATIENCE.toSeconds(), ConnectionFailure.said(e)),
              e);
        }
        Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
      }
    }
  }

  /**
   * Returns what answers now.
   *
   * @throws StartException where nothing does, or it is too old
   */
  public Server check() {
    try {
      return checked(ask());
    } catch (SQLException e) {
      throw failed(
          ConnectionFailure.remedy(e)
              .orElse(
                  "does not answer (%s): check DATABASE_URL".formatted(ConnectionFailure.said(e))),
          e);
    }
  }

  private Server checked(Server server) {
    if (server.version() < OLDEST_VERSION) {
      throw failed(
          "is PostgreSQL %d; imagevault needs %d or newer"
              .formatted(server.version(), OLDEST_VERSION),
          null);
    }
    return server;
  }

  private StartException failed(String how, @Nullable Exception cause) {
    return new StartException(ExitCode.FAILURE, "the database at " + url + " " + how, cause);
  }

  /** On a connection of its own, which is led to where new ones are led now. */
  private Server ask() throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(ASK)) {
      result.next();
      return new Server(
          result.getInt(1) / 10_000, Pooler.isBehind(connection), result.getBoolean(2));
    }
  }

  /**
   * Returns how new connections find it now.
   *
   * @throws IllegalStateException where there are none
   */
  Health health() {
    try {
      return ask().readOnly() ? Health.READ_ONLY : Health.UP;
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
      return new Schema(dataSource()).migrate();
    } catch (BackEndException e) {
      throw failed("is not migrated: " + e.getMessage(), e);
    }
  }

  /**
   * Returns where it has all migrations of this release.
   *
   * @throws StartException otherwise
   */
  public void checkMigrated() {
    if (!isMigrated()) {
      throw failed("lacks migrations: run 'migrate' first", null);
    }
  }

  /**
   * Returns whether it has all migrations of this release.
   *
   * @throws StartException it does not answer, or somebody else's table is in the way
   */
  boolean isMigrated() {
    check();
    Schema.State state;
    try {
      state = new Schema(dataSource()).state();
    } catch (BackEndException e) {
      throw failed("failed: " + e.getMessage(), e);
    }
    if (state == Schema.State.FOREIGN) {
      throw failed("has a table user_images that is not imagevault's: use another one", null);
    }
    return state == Schema.State.CURRENT || state == Schema.State.NEWER;
  }

  /**
   * Returns a pool of connections, which the caller closes. It connects when it is first used.
   *
   * @param connections how many there are, at the most
   * @param metrics measure it, if they are there
   */
  HikariDataSource pool(int connections, Optional<MetricsTrackerFactory> metrics) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("imagevault");
    config.setDataSource(dataSource());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    // Short enough to follow a database that moves behind its name.
    config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new ReadOnlyIsNoUse());
    metrics.ifPresent(config::setMetricsTrackerFactory);
    return new HikariDataSource(config);
  }

  /** The one connection that says so is closed at once, however often the pool is emptied. */
  private static final class ReadOnlyIsNoUse implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException e) {
      return "25006".equals(e.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
  }

  private DataSource dataSource() {
    Properties usual = new Properties();
    PGProperty.APPLICATION_NAME.set(usual, "imagevault");
    // It quotes the failing row, which is not for the log.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(usual, false);
    PGProperty.CONNECT_TIMEOUT.set(usual, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(usual, SOCKET_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(usual, SOCKET_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(usual, true);
    return url.dataSource(usual);
  }
}
