package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Real failures of a real PostgreSQL, as the callers of a repository meet them. */
class DatabaseErrorsTest {

  private static final OwnerId OWNER = new OwnerId("somebody");

  private static TestDatabase database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void aPortWhereNobodyListensIsUnavailable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    nobody.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    assertFailure(Failure.UNAVAILABLE, () -> find(nobody));
  }

  @Test
  void aHostThatDoesNotAnswerIsUnavailable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres");
      source.setSocketTimeout(1);
      assertFailure(Failure.UNAVAILABLE, () -> find(source));
    }
  }

  @Test
  void aDatabaseThatDoesNotExistIsRefused() {
    PGSimpleDataSource missing = database.source();
    missing.setDatabaseName("no_such_database");
    assertFailure(Failure.REFUSED, () -> find(missing));
  }

  @Test
  void aRoleThatDoesNotExistIsRefusedAlsoThroughAPool() {
    HikariConfig config = new HikariConfig();
    PGSimpleDataSource stranger = database.source();
    stranger.setUser("no_such_role");
    config.setDataSource(stranger);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(500);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertFailure(Failure.REFUSED, () -> find(pool));
    }
  }

  @Test
  void anExhaustedPoolIsUnavailable() throws SQLException {
    try (HikariDataSource pool = pool(1, 250);
        Connection taken = pool.getConnection()) {
      assertThat(taken.isClosed()).isFalse();
      assertFailure(Failure.UNAVAILABLE, () -> find(pool));
    }
  }

  @Test
  void aClosedPoolIsUnavailable() {
    HikariDataSource pool = pool(1, 250);
    pool.close();
    assertFailure(Failure.UNAVAILABLE, () -> find(pool));
  }

  @Test
  void tooManyConnectionsAreUnavailable() throws SQLException {
    PGSimpleDataSource limited = database.stranger("connection limit 0");
    assertFailure(Failure.UNAVAILABLE, () -> find(limited));
  }

  @Test
  void aMissingPermissionIsRefused() throws SQLException {
    PGSimpleDataSource stranger = database.stranger("");
    assertFailure(Failure.REFUSED, () -> find(stranger));
  }

  @Test
  void aMissingTableIsRefused() throws SQLException {
    try (TestDatabase empty = TestDatabase.empty()) {
      assertFailure(Failure.REFUSED, () -> find(empty.dataSource()));
    }
  }

  @Test
  void aStandbyIsUnavailable() {
    PGSimpleDataSource standby = database.source();
    standby.setOptions("-c default_transaction_read_only=on");
    assertFailure(Failure.UNAVAILABLE, () -> insert(standby));
  }

  @Test
  void aRowLockedForTooLongIsUnavailable() throws SQLException {
    Image image = insert(database.dataSource());
    try (Connection locker = lock(image)) {
      assertThat(locker.isClosed()).isFalse();
      assertFailure(Failure.UNAVAILABLE, () -> publish(database.dataSource(), image));
    }
    assertThat(publish(database.dataSource(), image)).isTrue();
  }

  @Test
  void aNetworkThatFallsSilentIsUnknown() throws SQLException {
    Image image = insert(database.dataSource());
    PGSimpleDataSource impatient = database.source();
    impatient.setSocketTimeout(1);
    try (Connection locker = lock(image)) {
      assertThat(locker.isClosed()).isFalse();
      assertFailure(Failure.UNKNOWN, () -> publish(impatient, image));
    }
  }

  @Test
  void whatAConnectionDidNotDoBecauseItWasEndedIsDoneOnAnother() throws Exception {
    Image image = insert(database.dataSource());
    PGSimpleDataSource victim = database.source();
    victim.setApplicationName("victim");
    CompletableFuture<Boolean> publishing;
    try (Connection locker = lock(image)) {
      publishing = CompletableFuture.supplyAsync(() -> publish(victim, image));
      String end =
          "select count(pg_terminate_backend(pid)) from pg_stat_activity"
              + " where application_name = 'victim' and wait_event_type = 'Lock'";
      await().until(() -> database.number(end) == 1);
      locker.rollback();
    }
    assertThat(publishing.get()).isTrue();
  }

  @Test
  void aConnectionThatIsEndedByItsCommitIsUnknown() throws SQLException {
    try (TestDatabase mortal = TestDatabase.migrated()) {
      mortal.execute(
          """
          create function end_connection() returns trigger language plpgsql as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$""");
      mortal.execute(
          """
          create constraint trigger mortal after insert on user_images
            deferrable initially deferred for each row execute function end_connection()""");
      JdbiImageRepository repository = new JdbiImageRepository(mortal.dataSource());
      NewImage image = Images.of(OWNER, ImageFormat.HEIC);
      Quota quota = new Quota(OptionalLong.of(5), OptionalLong.empty());
      assertFailure(Failure.UNKNOWN, () -> repository.insert(image, Quota.UNLIMITED));
      assertThat(mortal.number("select count(*) from user_images")).isZero();
      assertFailure(Failure.UNKNOWN, () -> repository.insert(image, quota));
    }
  }

  @Test
  void aRowThatIsNoImageIsRefused() throws SQLException {
    Image image = insert(database.dataSource());
    publish(database.dataSource(), image);
    database.execute("update user_images set mime_type = 'image/A B' where id = " + image.id());
    assertFailure(
        Failure.REFUSED,
        () -> new JdbiImageRepository(database.dataSource()).find(OWNER, image.id()));
  }

  private static void assertFailure(Failure expected, ThrowingCallable call) {
    BackEndException thrown = catchThrowableOfType(BackEndException.class, call);
    assertThat(thrown).isNotNull();
    assertThat(thrown.backEnd()).isEqualTo(BackEnd.DATABASE);
    assertThat(thrown.failure()).as(thrown.getMessage()).isEqualTo(expected);
    assertThat(thrown.getMessage().lines()).hasSize(1);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      assertThat(String.valueOf(t.getMessage()))
          .doesNotContainPattern("(?i)(from|into|update) user_images")
          .doesNotContainIgnoringCase("user_id")
          .doesNotContain(OWNER.value());
    }
  }

  private static boolean find(DataSource source) {
    return new JdbiImageRepository(source).find(OWNER, new ImageId(1)).isPresent();
  }

  private static Image insert(DataSource source) {
    return new JdbiImageRepository(source)
        .insert(Images.of(OWNER, ImageFormat.AVIF), Quota.UNLIMITED);
  }

  private static boolean publish(DataSource source, Image image) {
    return new JdbiImageRepository(source).publish(OWNER, image.id()).isPresent();
  }

  /** Holds the image's row until it is closed. */
  private static Connection lock(Image image) throws SQLException {
    Connection connection = database.source().getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select id from user_images where id = " + image.id() + " for update");
    }
    return connection;
  }

  private static HikariDataSource pool(int size, long connectionTimeoutMillis) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.source());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(connectionTimeoutMillis);
    return new HikariDataSource(config);
  }
}
