package dev.imagevault.app.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.app.Servers;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A database and a bucket of a test's own, and the undisturbed view of both. */
final class BackEnds implements AutoCloseable {

  private final Servers servers = Servers.shared();
  private final String name = Servers.newName();
  private final FaultProxy wire;
  private final HikariDataSource pool;
  private final S3Client s3;

  /** What makes every record older by some milliseconds. */
  private String older = "";

  private BackEnds() throws IOException, SQLException {
    // The pool connects as it is made.
    servers.createDatabase(name);
    // Leads to PostgreSQL also when that has moved to another port.
    this.wire = new FaultProxy(() -> servers.databaseUrl().getPort());
    HikariConfig config = new HikariConfig();
    // What a test arranges or looks at need not survive a crash.
    DatabaseUrl url = DatabaseUrl.parse(servers.databaseUrl(name));
    config.setJdbcUrl(
        "jdbc:postgresql://127.0.0.1:%d/%s?options=-c%%20synchronous_commit=off"
            .formatted(wire.port(), name));
    config.setUsername(url.user().orElseThrow());
    config.setPassword(url.password().orElseThrow());
    config.setMaximumPoolSize(3);
    this.pool = new HikariDataSource(config);
    this.s3 =
        new S3Connection(
                Region.US_EAST_1,
                Optional.of(servers.storeUrl()),
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(LocalStore.ACCESS_KEY_ID, servers.storeSecret())))
            .newClient();
  }

  /** Returns an empty database, migrated, and an empty bucket. */
  static BackEnds create() throws IOException, SQLException {
    BackEnds backEnds = new BackEnds();
    new Schema(backEnds.pool).migrate();
    backEnds.s3.createBucket(bucket -> bucket.bucket(backEnds.name));
    return backEnds;
  }

  /** Returns what the database and the bucket are called. */
  String name() {
    return name;
  }

  S3ImageStorage storage() {
    return new S3ImageStorage(s3, new S3Bucket(name));
  }

  JdbiImageRepository repository() {
    return new JdbiImageRepository(pool);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the first column. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (result.next()) {
        column.add(result.getString(1));
      }
      return column;
    }
  }

  /** All that is recorded is so much older. */
  void passTime(Duration duration) throws SQLException {
    if (older.isEmpty()) {
      older =
          String.join(
              ";",
              query(
                  """
                  select format('update %s set ', attrelid::regclass)
                    || string_agg(format('%1$I = %1$I - interval %2$L', attname, '@ ms'), ', ')
                  from pg_attribute join pg_class on pg_class.oid = attrelid
                  where relkind = 'r' and relname ~ '^user_image'
                    and atttypid = 'timestamptz'::regtype
                  group by attrelid"""));
    }
    execute(older.replace("@", Long.toString(duration.toMillis())));
  }

  @Override
  public void close() throws IOException, SQLException {
    pool.close();
    s3.close();
    wire.close();
    servers.dropDatabase(name);
  }
}
