package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;

/** A data source that is asked one task at a time, and whose failures are translated. */
final class Database {

  private final Jdbi jdbi;

  /**
   * Nothing is connected to yet.
   *
   * @param statementTimeout in whole seconds
   */
  Database(DataSource dataSource, Duration statementTimeout) {
    jdbi = Jdbi.create(() -> autoCommitting(dataSource));
    jdbi.getConfig(SqlStatements.class)
        .setQueryTimeout(Math.toIntExact(statementTimeout.toSeconds()));
  }

  /** Some hosts have their pools hand connections out with auto-commit off. */
  private static Connection autoCommitting(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      if (!connection.getAutoCommit()) {
        connection.setAutoCommit(true);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Returns what the work returns. It has a connection of its own, given back afterwards.
   *
   * @param task what the database is asked to do, such as {@code record the image}
   * @throws BackEndException where the database failed; what else the work throws passes
   */
  <T> T call(String task, HandleCallback<T, RuntimeException> work) {
    try {
      return jdbi.withHandle(work);
    } catch (JdbiException e) {
      throw DatabaseErrors.translate(task, e);
    }
  }
}
