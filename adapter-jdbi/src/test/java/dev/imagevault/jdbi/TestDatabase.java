package dev.imagevault.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * A database of its own, empty, on a real PostgreSQL: the one of {@code
 * -Dimagevault.test.database=jdbc:postgresql://host/postgres?user=…}, whose role may create
 * databases and roles, or an embedded one that all tests share and that ends with the process.
 */
final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name =
      "imagevault_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  private final HikariDataSource pool;

  private TestDatabase(String options) throws SQLException {
    execute(Server.URL, "create database " + name + " " + options);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setMaximumPoolSize(10);
    pool = new HikariDataSource(config);
  }

  static TestDatabase empty() throws SQLException {
    return new TestDatabase("");
  }

  /** With options of {@code create database}. */
  static TestDatabase empty(String options) throws SQLException {
    return new TestDatabase(options);
  }

  static TestDatabase migrated() throws SQLException {
    TestDatabase database = empty();
    new Schema(database.dataSource()).migrate();
    return database;
  }

  DataSource dataSource() {
    return pool;
  }

  String name() {
    return name;
  }

  String url() {
    return Server.URL.replaceFirst("/postgres(?=\\?|$)", "/" + name);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the first column. */
  List<String> strings(String sql) {
    return Jdbi.create(pool)
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  long number(String sql) {
    return Jdbi.create(pool).withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** Drops the database, whoever is still connected to it. */
  @Override
  public void close() throws SQLException {
    pool.close();
    execute(Server.URL, "drop database " + name + " with (force)");
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Starts when first asked for. */
  private static final class Server {

    static final String URL = url();

    private static String url() {
      String given = System.getProperty("imagevault.test.database", "");
      if (!given.isEmpty()) {
        return given;
      }
      try {
        return EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres");
      } catch (IOException | IllegalStateException e) {
        throw new IllegalStateException(
            "PostgreSQL does not start here; name one by -Dimagevault.test.database=jdbc:…", e);
      }
    }
  }
}
