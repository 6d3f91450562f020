package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Says what a failure of the driver, of the pool or of PostgreSQL means, by its SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
final class DatabaseErrors {

  /** "Active SQL transaction": the data source gave a connection that is in one already. */
  static final String JOINED = "25001";

  private DatabaseErrors() {}

  /**
   * Returns what the caller may conclude. Of the causes only the {@link SQLException} is kept:
   * Jdbi's own messages show SQL and what was bound to it.
   *
   * @param task what the database was asked to do, such as {@code record the image}
   */
  static BackEndException translate(String task, RuntimeException e) {
    String state = state(e);
    Failure failure =
        tellsOfAPooler(e)
            ? Failure.UNAVAILABLE
            : e instanceof ConnectionException ? beforeConnected(state) : onceConnected(state);
    String code = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
    String message =
        switch (failure) {
          case REFUSED ->
              "The database refused to "
                  + task
                  + code
                  + (isJoined(e)
                      ? ": the data source joins the transaction under way, which would be committed"
                          + " with it; give imagevault the pool itself, or call it outside of"
                          + " transactions"
                      : ": check its migrations, and the credentials and permissions of its role");
          case UNAVAILABLE ->
              "The database cannot "
                  + task
                  + " now"
                  + code
                  + (e instanceof ConnectionException
                      ? ": no connection was to be had; check that it runs and that the pool is"
                          + " large enough (who calls imagevault within a transaction holds one"
                          + " connection and needs another)"
                      : ": check that it runs, has room and takes changes");
          case UNKNOWN -> "The database was asked to " + task + " and its answer was lost" + code;
        };
    return new BackEndException(BackEnd.DATABASE, failure, message, sqlException(e));
  }

  /** Nothing was sent, so nothing can have happened. */
  private static Failure beforeConnected(String state) {
    return switch (sqlClass(state)) {
      case "28", // invalid authorization
          "3D" -> // no such database
          Failure.REFUSED;
      default -> state.equals(JOINED) ? Failure.REFUSED : Failure.UNAVAILABLE;
    };
  }

  private static boolean isJoined(RuntimeException e) {
    return e instanceof ConnectionException && state(e).equals(JOINED);
  }

  /**
   * An ERROR of PostgreSQL's ends the transaction, which then had no effect. Where the connection
   * ended too, or the server was in no state to say, a commit may have gone before.
   */
  private static Failure onceConnected(String state) {
    return switch (sqlClass(state)) {
      case "", // the pool or the driver, not PostgreSQL
          "08", // connection lost
          "58", // the server's own system failed
          "XX" -> // the server's own bug, or corrupt data
          Failure.UNKNOWN;
      case "40" -> // serialization failure, deadlock; 40003 is 'statement completion unknown'
          state.equals("40003") ? Failure.UNKNOWN : Failure.UNAVAILABLE;
      case "57" -> // 57014 is a statement's time-out, all others end the connection
          state.equals("57014") ? Failure.UNAVAILABLE : Failure.UNKNOWN;
      case "25", // read-only: a standby, after a failover
          "53", // out of disk, memory or connections
          "55" -> // a lock was not to be had
          Failure.UNAVAILABLE;
      default -> Failure.REFUSED;
    };
  }

  /**
   * Returns whether the connection led to a server that takes no changes any more: a standby, or
   * one that is shutting down. After a failover the next connection may lead to another.
   */
  static boolean tellsOfAnotherServer(RuntimeException e) {
    return isReadOnly(e) || state(e).matches("57P0[123]");
  }

  private static boolean isReadOnly(RuntimeException e) {
    return state(e).equals("25006");
  }

  /**
   * Returns whether the server does not know the statement that it was asked for by name, or knows
   * another by that name.
   */
  static boolean tellsOfAPooler(RuntimeException e) {
    return switch (state(e)) {
      case "26000", // no such statement
          "42P05", // there is such a statement already
          "22P02" -> // it is another: see NamedStatement
          true;
      // Of another number of parameters. A pooler itself says the same of any trouble.
      case "08P01" -> routine(e).equals("exec_bind_message");
      default -> false;
    };
  }

  /**
   * Returns whether nothing was changed, for certain, by what may succeed on another connection. A
   * server that ends a connection says so in place of the answer to a statement, which then had no
   * effect; but of a commit it may say so afterwards.
   */
  static boolean hadNoEffect(RuntimeException e) {
    return isReadOnly(e)
        || tellsOfAPooler(e)
        || (tellsOfAnotherServer(e)
            && !(e instanceof TransactionException)
            && (e instanceof ConnectionException || routine(e).equals("ProcessInterrupts")));
  }

  private static String state(RuntimeException e) {
    SQLException cause = sqlException(e);
    return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /** Returns where in PostgreSQL it was thrown; empty where PostgreSQL did not throw it. */
  private static String routine(RuntimeException e) {
    return sqlException(e) instanceof PSQLException told
            && told.getServerErrorMessage() != null
            && told.getServerErrorMessage().getRoutine() != null
        ? told.getServerErrorMessage().getRoutine()
        : "";
  }

  private static String sqlClass(String state) {
    return state.length() < 2 ? "" : state.substring(0, 2);
  }

  /** Returns what the driver or the pool threw, or null where neither did. */
  static @Nullable SQLException sqlException(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
