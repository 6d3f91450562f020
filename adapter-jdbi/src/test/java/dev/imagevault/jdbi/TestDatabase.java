package dev.imagevault.jdbi;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final List<String> PARTITIONED =
      List.of(
          "user_images", "user_images_uploads", "user_images_variants", "user_images_renderings");

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
    config.setMinimumIdle(0);
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

  /** Returns one whose tables with owners are partitioned by hash of them. */
  static TestDatabase partitioned() throws SQLException {
    TestDatabase database = empty();
    // As the README says of PostgreSQL 18; sessions that are open do not know of it.
    database.execute("alter database " + database.name + " set enable_partition_pruning = off");
    database.pool.getHikariPoolMXBean().softEvictConnections();
    String migration = SchemaTest.migration("V1__user_images.sql");
    for (String table : PARTITIONED) {
      migration = partitioned(migration, table);
    }
    database.execute(migration);
    for (String table : PARTITIONED) {
      for (int i = 0; i < PARTITIONS; i++) {
        database.execute(
            "create table %3$s_%1$d partition of %3$s for values with (modulus %2$d, remainder %1$d)"
                .formatted(i, PARTITIONS, table));
      }
    }
    return database;
  }

  private static String partitioned(String migration, String table) {
    int begin = migration.indexOf("create table " + table + " (");
    int end = migration.indexOf("\n);\n", begin);
    if (begin < 0 || end < 0) {
      throw new IllegalStateException("the migration does not make " + table);
    }
    return migration.substring(0, end)
        + "\n) partition by hash (user_id);"
        + migration.substring(end + "\n);".length());
  }

  /**
   * No table of imagevault's has a row.
   *
   * @param schema in which they are
   */
  void empty(String schema) throws SQLException {
    execute("truncate " + String.join(", ", tables(schema)));
  }

  /** All that was, was so much earlier. */
  void passTime(String schema, Duration duration) throws SQLException {
    String changes =
        """
        select string_agg(format('%%1$I = %%1$I - interval %%2$L', attname, '%d milliseconds'), ', ')
        from pg_attribute
        where attrelid = '%s'::regclass and atttypid = 'timestamptz'::regtype""";
    for (String table : tables(schema)) {
      String all = strings(changes.formatted(duration.toMillis(), table)).get(0);
      execute("update " + table + " set " + all);
    }
  }

  private List<String> tables(String schema) {
    return strings(
        """
        select oid::regclass from pg_class
        where relnamespace = '%s'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname ~ '^user_image'"""
            .formatted(schema));
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

  /**
   * No session of before is left: what each has read is in PostgreSQL's statistics, which an idle
   * one hands over up to ten seconds late.
   */
  void endSessions() {
    String living =
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend'
          and backend_start < '%s'"""
            .formatted(strings("select clock_timestamp()").get(0));
    pool.getHikariPoolMXBean().softEvictConnections();
    await().until(() -> number(living) == 0);
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
