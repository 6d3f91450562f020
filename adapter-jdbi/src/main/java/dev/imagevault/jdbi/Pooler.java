package dev.imagevault.jdbi;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/**
 * What may stand between a client and PostgreSQL and hand server connections to other clients:
 * PgBouncer, Azure's built-in one, Odyssey, Supavisor. A statement that is kept by name on such a
 * connection may be another client's.
 */
public final class Pooler {

  private Pooler() {}

  /**
   * Returns whether a pooler is at the other end: its greeting named another process than the one
   * that serves the connection. It takes one round trip. What is not PostgreSQL's own driver, or
   * does not let it be reached by {@link Connection#unwrap}, counts as none.
   *
   * @throws SQLException the connection failed
   */
  public static boolean isBehind(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return false;
    }
    int greeted = connection.unwrap(PGConnection.class).getBackendPID();
    try (Statement statement = connection.createStatement()) {
      // Not even this one is prepared by name, whatever the connection's own threshold is.
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      try (ResultSet result = statement.executeQuery("select pg_backend_pid()")) {
        result.next();
        return result.getInt(1) != greeted;
      }
    }
  }
}
