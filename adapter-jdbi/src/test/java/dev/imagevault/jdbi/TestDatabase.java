package dev.imagevault.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own, empty, on a real PostgreSQL: the one of {@code
 * -Dimagevault.test.database=jdbc:postgresql://host/postgres?user=…}, whose role may create
 * databases and roles, or an embedded one that all tests share and that ends with the process.
 */
final class TestDatabase implements AutoCloseable {

  static final int PARTITIONS = 4;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name =
      "imagevault_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  private final List<String> roles = new ArrayList<>();
  private final HikariDataSource pool;

  private TestDatabase() throws SQLException {
    execute(Server.URL, "create database " + name);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setMaximumPoolSize(10);
    pool = new HikariDataSource(config);
  }

  static TestDatabase empty() throws SQLException {
    return new TestDatabase();
  }

  static TestDatabase migrated() throws SQLException {
    TestDatabase database = empty();
    new Schema(database.dataSource()).migrate();
    return database;
  }

  /** Returns one whose table is partitioned by hash of its owner. */
  static TestDatabase partitioned() throws SQLException {
    TestDatabase database = empty();
    database.execute(partitioned(SchemaTest.migration("V1__user_images.sql")));
    for (int i = 0; i < PARTITIONS; i++) {
      database.execute(
          "create table user_images_%1$d partition of user_images for values with (modulus %2$d, remainder %1$d)"
              .formatted(i, PARTITIONS));
    }
    return database;
  }

  private static String partitioned(String migration) {
    String end = "\n);\n";
    if (migration.split(Pattern.quote(end), -1).length != 2) {
      throw new IllegalStateException("the migration makes more than one table, or none");
    }
    return migration.replace(end, "\n) partition by hash (user_id);\n");
  }

  DataSource dataSource() {
    return pool;
  }

  private String url() {
    return Server.URL.replaceFirst("/postgres(?=\\?|$)", "/" + name);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns a source of connections without a pool, for a test to spoil. */
  PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    return source;
  }

  /**
   * Returns a source of connections of a new role, which has no permission but to connect.
   *
   * @param options of {@code create role}
   */
  PGSimpleDataSource stranger(String options) throws SQLException {
    String role = name + "_role_" + (roles.size() + 1);
    execute("create role " + role + " login " + options);
    roles.add(role);
    PGSimpleDataSource source = source();
    source.setUser(role);
    return source;
  }

  /** Returns the first column. */
  List<String> strings(String sql) {
    return Jdbi.create(pool)
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  long number(String sql) {
    return Jdbi.create(pool).withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** Returns the names of all that is in the public schema. */
  List<String> catalog() {
    return new ArrayList<>(
        strings("select relname from pg_class where relnamespace = 'public'::regnamespace"));
  }

  /** Drops the database, whoever is still connected to it, and its roles. */
  @Override
  public void close() throws SQLException {
    pool.close();
    execute(Server.URL, "drop database " + name + " with (force)");
    for (String role : roles) {
      execute(Server.URL, "drop role " + role);
    }
  }

  private static void execute(String url, String sql) throws SQLException {
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
