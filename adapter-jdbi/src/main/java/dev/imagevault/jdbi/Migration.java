package dev.imagevault.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * One process's turn to apply migrations: a transaction, with a lock that ends with it, whatever
 * becomes of the process. Nothing of it is the session's, which may be a pooler's.
 */
final class Migration {

  /** The table in which is written what was applied; Flyway's, in releases that had it. */
  static final String HISTORY = "imagevault_schema_history";

  /** For as long others may migrate while one waits, and a statement may take. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** Of no meaning but to this project. */
  private static final long LOCK = 0x696d_6167_6576_6175L;

  private static final String MAKE_HISTORY =
      """
      create table if not exists imagevault_schema_history (
        installed_rank integer primary key,
        version varchar(50),
        description varchar(200) not null,
        type varchar(20) not null,
        script varchar(1000) not null,
        checksum integer,
        installed_by varchar(100) not null,
        installed_on timestamp not null default now(),
        execution_time integer not null,
        success boolean not null
      )""";

  private static final String RECORD =
      """
      insert into imagevault_schema_history (installed_rank, version, description, type, script,
          installed_by, execution_time, success)
      select coalesce(max(installed_rank), 0) + 1, :version, '', 'SQL', :script, current_user, 0,
          true
      from imagevault_schema_history""";

  private static final String HAS_HISTORY =
      """
      select exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname = 'imagevault_schema_history' and n.nspname = current_schema())""";

  /** Flyway began with a version 0. */
  private static final String IS_RECORDED =
      "select exists (select from imagevault_schema_history where success and version <> '0')";

  private final Handle transaction;

  private Migration(Handle transaction) {
    this.transaction = transaction;
  }

  /**
   * The work is done and committed, while nobody else does such. What it makes is in the table's
   * schema.
   */
  static void applyAlone(Handle handle, TableName table, Consumer<Migration> work) {
    int usual = networkTimeout(handle.getConnection());
    try {
      DatabaseCalls.inTransaction(
          handle,
          transaction -> {
            // What the role is allowed otherwise, others' migrations may take longer. That a pooler
            // has no connection free is found out first, in the usual time.
            transaction.execute("set local lock_timeout = 0");
            answerWithin((int) LONGEST.toMillis(), transaction.getConnection());
            transaction.execute("set local statement_timeout = 0");
            transaction.execute("set local idle_in_transaction_session_timeout = 0");
            transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
            if (!table.schema().isEmpty()) {
              enter(table.schema(), transaction);
            }
            work.accept(new Migration(transaction));
            return true;
          });
    } finally {
      answerWithin(usual, handle.getConnection());
    }
  }

  /** Until the transaction ends, what is made or looked for by its name alone is in this schema. */
  private static void enter(String schema, Handle transaction) {
    boolean exists =
        transaction
            .createQuery("select exists (select from pg_namespace where nspname = :schema)")
            .bind("schema", schema)
            .mapTo(Boolean.class)
            .one();
    if (!exists) {
      transaction.execute("create schema \"" + schema + '"');
    }
    transaction.execute("set local search_path to \"" + schema + '"');
  }

  private static int networkTimeout(Connection connection) {
    try {
      return connection.getNetworkTimeout();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void answerWithin(int millis, Connection connection) {
    try {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, millis);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Returns whether any was applied before, though the table may be gone. */
  boolean isRecorded() {
    return isTrue(HAS_HISTORY) && isTrue(IS_RECORDED);
  }

  private boolean isTrue(String query) {
    return transaction.createQuery(query).mapTo(Boolean.class).one();
  }

  /**
   * The migration is applied, and that is written down.
   *
   * @param script beside this class; it says the version in the table's comment itself
   */
  void apply(int version, String script) {
    transaction.execute(MAKE_HISTORY);
    try (Statement statement = transaction.getConnection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(read(script));
    } catch (SQLException e) {
      throw failed(e);
    }
    transaction
        .createUpdate(RECORD)
        .bind("version", Integer.toString(version))
        .bind("script", script.substring(script.lastIndexOf('/') + 1))
        .execute();
  }

  private static String read(String script) {
    try (InputStream in = Migration.class.getResourceAsStream(script)) {
      return new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UnableToExecuteStatementException failed(SQLException e) {
    return new UnableToExecuteStatementException("migrating", e, null);
  }
}
