package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A data source that is asked one task at a time, and whose failures are translated. It looks out
 * for a {@link Pooler}, and for connections to a server that is no longer the one to ask. In its
 * statements {@code <user_images>} stands for that table, and so do the names of the others.
 */
final class DatabaseCalls {

  private static final List<String> TABLES =
      List.of(
          "user_images",
          "user_images_uploads",
          "user_images_imports",
          "user_images_variants",
          "user_images_renderings",
          "user_images_named_variants",
          "user_images_renderers");

  private static final long BETWEEN_RENEWALS = Duration.ofSeconds(1).toNanos();

  private final Jdbi jdbi;
  private final DataSource dataSource;
  private final Duration statementTimeout;
  private final Runnable renewal;
  private final boolean recognising;
  private final TableName tableName;

  /** Physical connections that were looked at; the pool they are in forgets them when they end. */
  private final Set<PGConnection> direct =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Those in use that commit each statement for now, and did not when they were handed out. */
  private final Set<Connection> switchedOn =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private volatile boolean pooled;
  private long renewedAt = System.nanoTime() - BETWEEN_RENEWALS;

  /**
   * Nothing is connected to yet.
   *
   * @param statementTimeout in whole seconds
   */
  DatabaseCalls(DataSource dataSource, Duration statementTimeout) {
    this(dataSource, statementTimeout, () -> {}, true);
  }

  /**
   * Nothing is connected to yet.
   *
   * @param statementTimeout in whole seconds
   * @param renewal has the pool give new connections from now on; is run once a second at most
   * @param recognising whether a pooler is looked out for; only tests do without
   */
  DatabaseCalls(
      DataSource dataSource, Duration statementTimeout, Runnable renewal, boolean recognising) {
    this(dataSource, statementTimeout, renewal, recognising, TableName.ON_SEARCH_PATH);
  }

  private DatabaseCalls(
      DataSource dataSource,
      Duration statementTimeout,
      Runnable renewal,
      boolean recognising,
      TableName table) {
    this.dataSource = dataSource;
    this.statementTimeout = statementTimeout;
    this.renewal = renewal;
    this.recognising = recognising;
    this.tableName = table;
    jdbi =
        Jdbi.create(
            new ConnectionFactory() {
              @Override
              public Connection openConnection() throws SQLException {
                return connection();
              }

              @Override
              public void closeConnection(Connection connection) throws SQLException {
                giveBack(connection);
              }
            });
    for (String name : TABLES) {
      jdbi.define(name, table.sql(name));
    }
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(Integer.class, "integer");
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.getConfig(SqlStatements.class)
        .setQueryTimeout(Math.toIntExact(statementTimeout.toSeconds()));
  }

  /** Returns one that finds the table there. */
  DatabaseCalls with(TableName table) {
    return new DatabaseCalls(dataSource, statementTimeout, renewal, recognising, table);
  }

  /** Returns the table of that name, for SQL. */
  String table(String name) {
    return tableName.sql(name);
  }

  /**
   * Returns a connection for a transaction that the caller begins and ends; then it closes it. In
   * it no statement has a name.
   *
   * @throws JdbiException there is none
   */
  Handle openWithoutNames() {
    Handle handle = jdbi.open();
    Optional<PGConnection> physical = physical(handle.getConnection());
    int usual = physical.map(PGConnection::getPrepareThreshold).orElse(0);
    physical.ifPresent(connection -> connection.setPrepareThreshold(0));
    handle.addCleanable(
        () -> physical.ifPresent(connection -> connection.setPrepareThreshold(usual)));
    return handle;
  }

  private Connection connection() throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      // Some hosts have their pools hand connections out with it off.
      if (!connection.getAutoCommit()) {
        commitEachStatement(connection);
      }
      Optional<PGConnection> physical = recognising ? physical(connection) : Optional.empty();
      if (physical.isPresent()) {
        lookAt(connection, physical.get());
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** To commit another's transaction, or to roll back with it, would break promises of both. */
  private void commitEachStatement(Connection connection) throws SQLException {
    if (connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
      throw new SQLException("it is in the caller's transaction", DatabaseErrors.JOINED);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new SQLException("it takes part in the caller's", DatabaseErrors.JOINED, e);
    }
    switchedOn.add(connection);
  }

  private void giveBack(Connection connection) throws SQLException {
    try {
      if (switchedOn.remove(connection) && !connection.isClosed()) {
        connection.setAutoCommit(false);
      }
    } finally {
      connection.close();
    }
  }

  /** Each physical connection is looked at once. Behind a pooler no statement has a name. */
  private void lookAt(Connection connection, PGConnection physical) throws SQLException {
    if (!pooled && !direct.contains(physical)) {
      if (Pooler.isBehind(connection)) {
        pooled = true;
      } else {
        direct.add(physical);
      }
    }
    if (pooled && physical.getPrepareThreshold() != 0) {
      physical.setPrepareThreshold(0);
      // In transactions it would have statements prepared by name all the same.
      physical.setDefaultFetchSize(0);
    }
  }

  /**
   * Returns what the work returns. It has a connection of its own, given back afterwards. Where the
   * first one's server is read-only or shutting down, or ran another client's statement, and so
   * nothing was changed, the work is done again on another connection.
   *
   * @param task what the database is asked to do, such as {@code record the image}
   * @throws BackEndException where the database failed; what else the work throws passes
   */
  <T> T call(String task, HandleCallback<T, RuntimeException> work) {
    try {
      return jdbi.withHandle(work);
    } catch (JdbiException e) {
      if (DatabaseErrors.tellsOfAnotherServer(e)) {
        renew();
      }
      if (recognising && DatabaseErrors.tellsOfAPooler(e)) {
        pooled = true;
      }
      if (!DatabaseErrors.hadNoEffect(e)) {
        throw DatabaseErrors.translate(task, e);
      }
    }
    try {
      return jdbi.withHandle(work);
    } catch (JdbiException e) {
      throw DatabaseErrors.translate(task, e);
    }
  }

  /** Whoever comes while another empties the pool waits, and then has a new connection too. */
  private synchronized void renew() {
    long now = System.nanoTime();
    if (now - renewedAt >= BETWEEN_RENEWALS) {
      renewedAt = now;
      renewal.run();
    }
  }

  /**
   * Returns what the work returns, in a transaction that is committed then. In it no statement has
   * a name: {@code BEGIN} and {@code COMMIT} could not say theirs.
   */
  static <T> T inTransaction(Handle handle, HandleCallback<T, RuntimeException> work) {
    Optional<PGConnection> physical = physical(handle.getConnection());
    int usual = physical.map(PGConnection::getPrepareThreshold).orElse(0);
    physical.ifPresent(connection -> connection.setPrepareThreshold(0));
    try {
      return handle.inTransaction(work);
    } finally {
      physical.ifPresent(connection -> connection.setPrepareThreshold(usual));
    }
  }

  private static Optional<PGConnection> physical(Connection connection) {
    try {
      return connection.isWrapperFor(PGConnection.class)
          ? Optional.of(connection.unwrap(PGConnection.class))
          : Optional.empty();
    } catch (SQLException e) {
      // The connection is closed, as whoever uses it is about to be told.
      return Optional.empty();
    }
  }
}
