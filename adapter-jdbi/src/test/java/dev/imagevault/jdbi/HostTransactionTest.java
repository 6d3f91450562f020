package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A host that calls while it has a transaction of its own under way. */
class HostTransactionTest {

  private static final OwnerId OWNER = new OwnerId("host");

  private static TestDatabase database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    database.close();
  }

  private static Image insert(DataSource source) {
    return new JdbiImageRepository(source)
        .insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
  }

  private static boolean isThere(Image image) {
    return new JdbiImageRepository(database.source()).publish(OWNER, image.id()).isPresent();
  }

  @Test
  void whatIsRecordedThroughThePoolStaysIfTheHostRollsBack() throws SQLException {
    try (HikariDataSource pool = pool(2, true);
        Connection host = pool.getConnection()) {
      host.setAutoCommit(false);
      execute(host, "select 1");
      Image image = insert(pool);
      host.rollback();
      assertThat(isThere(image)).isTrue();
    }
  }

  @Test
  void aPoolWithoutASecondConnectionIsNamedInsteadOfWaitedForForEver() throws SQLException {
    try (HikariDataSource pool = pool(1, true);
        Connection host = pool.getConnection()) {
      host.setAutoCommit(false);
      execute(host, "select 1");
      assertThatThrownBy(() -> insert(pool))
          .isInstanceOf(BackEndException.class)
          .hasMessageContaining("within a transaction holds one connection and needs another")
          .extracting("failure")
          .isEqualTo(Failure.UNAVAILABLE);
    }
  }

  @Test
  void aDataSourceThatJoinsTheHostsTransactionIsRefusedAndTheTransactionGoesOn()
      throws SQLException {
    try (Connection host = database.source().getConnection()) {
      host.setAutoCommit(false);
      execute(host, "create table hosts_own (id integer)");
      assertThatThrownBy(() -> insert(joining(host)))
          .isInstanceOf(BackEndException.class)
          .hasMessageContaining("give imagevault the pool itself")
          .extracting("failure")
          .isEqualTo(Failure.REFUSED);
      host.rollback();
      // It would be there, had the transaction been committed.
      execute(host, "create table hosts_own (id integer)");
      host.rollback();
    }
  }

  @Test
  void aConnectionThatCommitsNothingByItselfIsGivenBackAsItWas() throws SQLException {
    try (Connection host = database.source().getConnection()) {
      host.setAutoCommit(false);
      Image image = insert(joining(host));
      assertThat(host.getAutoCommit()).isFalse();
      assertThat(isThere(image)).isTrue();
    }
    try (HikariDataSource pool = pool(1, false)) {
      assertThat(isThere(insert(pool))).isTrue();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static HikariDataSource pool(int size, boolean autoCommit) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.source());
    config.setMaximumPoolSize(size);
    config.setAutoCommit(autoCommit);
    config.setConnectionTimeout(250);
    return new HikariDataSource(config);
  }

  /** Gives the one connection of a transaction, whose end is not the callers' business. */
  private static DataSource joining(Connection host) {
    Connection shared =
        (Connection)
            Proxy.newProxyInstance(
                HostTransactionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "close":
                      return null;
                    case "hashCode":
                      return System.identityHashCode(proxy);
                    case "equals":
                      return proxy == arguments[0];
                    default:
                      try {
                        return method.invoke(host, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                  }
                });
    return new OneConnection(shared);
  }

  private record OneConnection(Connection connection) implements DataSource {

    @Override
    public Connection getConnection() {
      return connection;
    }

    @Override
    public Connection getConnection(String user, String password) {
      return connection;
    }

    @Override
    public PrintWriter getLogWriter() {
      return new PrintWriter(System.err, true);
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("no wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
