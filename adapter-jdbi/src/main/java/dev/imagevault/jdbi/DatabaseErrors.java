package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of the driver, of the pool or of PostgreSQL means, by its SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
final class DatabaseErrors {

  private DatabaseErrors() {}

  /**
   * Returns what the caller may conclude. Of the causes only the {@link SQLException} is kept:
   * Jdbi's and Flyway's own messages show SQL and what was bound to it.
   *
   * @param task what the database was asked to do, such as {@code record the image}
   */
  static BackEndException translate(String task, RuntimeException e) {
    SQLException cause = sqlException(e);
    String state = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    Failure failure =
        e instanceof ConnectionException ? beforeConnected(state) : onceConnected(state);
    String code = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
    String message =
        switch (failure) {
          case REFUSED ->
              "The database refused to "
                  + task
                  + code
                  + ": check its migrations, and the credentials and permissions of its role";
          case UNAVAILABLE ->
              "The database cannot " + task + " now" + code + ": check that it runs and has room";
          case UNKNOWN -> "The database was asked to " + task + " and its answer was lost" + code;
        };
    return new BackEndException(BackEnd.DATABASE, failure, message, cause);
  }

  /** Nothing was sent, so nothing can have happened. */
  private static Failure beforeConnected(String state) {
    return switch (sqlClass(state)) {
      case "28", // invalid authorization
          "3D" -> // no such database
          Failure.REFUSED;
      default -> Failure.UNAVAILABLE;
    };
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
