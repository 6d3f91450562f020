package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A failover, after which connections to the old primary live on: it is read-only, which here new
 * sessions of one database are for a while.
 */
class FailoverTest {

  private static final OwnerId OWNER = new OwnerId("1");
  private static final int CONNECTIONS = 6;

  private final AtomicInteger renewals = new AtomicInteger();
  private TestDatabase database;
  private Image image;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
    JdbiImageRepository before = new JdbiImageRepository(database.source());
    image = before.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    before.publish(OWNER, image.id());
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  private void newSessionsAre(String readOnly) throws SQLException {
    PGSimpleDataSource other = database.source();
    String name = other.getDatabaseName();
    other.setDatabaseName("postgres");
    try (Connection connection = other.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "alter database %s set default_transaction_read_only = %s".formatted(name, readOnly));
    }
  }

  /** Returns a pool whose connections are all there, and have just been used. */
  private HikariDataSource fullPool() throws SQLException {
    HikariConfig config = new HikariConfig();
    PGSimpleDataSource source = database.source();
    source.setApplicationName("victim");
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    HikariDataSource pool = new HikariDataSource(config);
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      all.add(pool.getConnection());
    }
    for (Connection each : all) {
      each.close();
    }
    return pool;
  }

  private JdbiImageRepository repository(HikariDataSource pool) {
    return new JdbiImageRepository(
        pool,
        () -> {
          renewals.incrementAndGet();
          pool.getHikariPoolMXBean().softEvictConnections();
        });
  }

  @Test
  void whileOnlyReadOnlyConnectionsAreToBeHadReadsGoOn() throws SQLException {
    newSessionsAre("on");
    try (HikariDataSource pool = fullPool()) {
      JdbiImageRepository repository = repository(pool);
      assertThatExceptionOfType(BackEndException.class)
          .isThrownBy(() -> repository.delete(OWNER, image.id()))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
      assertThat(repository.find(OWNER, image.id())).isPresent();
    }
  }

  @Test
  void theFirstChangeAfterAFailoverMeetsTheNewPrimary() throws SQLException {
    newSessionsAre("on");
    try (HikariDataSource pool = fullPool()) {
      newSessionsAre("off");
      JdbiImageRepository repository = repository(pool);
      assertThat(repository.delete(OWNER, image.id())).isPresent();
      for (int i = 0; i < CONNECTIONS; i++) {
        repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
      }
      assertThat(renewals).hasValue(1);
    }
  }

  @Test
  void whatAServerThatShutsDownDidNotDoIsDoneByTheNext() throws SQLException {
    try (HikariDataSource pool = fullPool()) {
      database.strings(
          "select pg_terminate_backend(pid)::text from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()"
              + " and application_name = 'victim'");
      assertThat(repository(pool).delete(OWNER, image.id())).isPresent();
    }
  }
}
