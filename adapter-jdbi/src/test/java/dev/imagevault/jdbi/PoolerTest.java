package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.fixture.PgBouncer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Behind a pooler that hands server connections on, everything is what it says it is. */
class PoolerTest {

  private static final OwnerId OWNER = new OwnerId("1");
  private static final Set<MediaType> PNG = Set.of(ImageFormat.PNG.mediaType());

  private final long seed = new Random().nextLong();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestDatabase database;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.empty();
  }

  @AfterEach
  void dropDatabase() throws Exception {
    Collections.reverse(opened);
    for (AutoCloseable each : opened) {
      each.close();
    }
    database.close();
  }

  private PGSimpleDataSource throughPgBouncer(int connections) throws Exception {
    PGSimpleDataSource direct = database.source();
    PgBouncer pooler =
        PgBouncer.before(
            "host=%s port=%d user=%s"
                .formatted(
                    direct.getServerNames()[0], direct.getPortNumbers()[0], direct.getUser()),
            connections);
    opened.add(pooler);
    PGSimpleDataSource through = new PGSimpleDataSource();
    through.setServerNames(new String[] {"127.0.0.1"});
    through.setPortNumbers(new int[] {pooler.port()});
    through.setDatabaseName(direct.getDatabaseName());
    through.setUser(direct.getUser());
    through.setSocketTimeout(30);
    return through;
  }

  private HikariDataSource pool(PGSimpleDataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(ManyClients.CLIENTS);
    HikariDataSource pool = new HikariDataSource(config);
    opened.add(pool);
    return pool;
  }

  @Test
  void aPoolerIsToldFromTheServer() throws Exception {
    try (Connection direct = database.source().getConnection();
        Connection pooled = throughPgBouncer(1).getConnection()) {
      assertThat(Pooler.isBehind(direct)).isFalse();
      assertThat(Pooler.isBehind(pooled)).isTrue();
    }
  }

  @Test
  void whereItIsRecognisedNothingFails() throws Exception {
    PGSimpleDataSource source = throughPgBouncer(4);
    source.setPrepareThreshold(2);
    new Schema(source).migrate();
    ManyClients clients =
        new ManyClients(
            database, seed, List.of(repository(source, true), repository(source, true)));
    clients.run();
    assertThat(clients.failures).as("seed %d", seed).isEmpty();
    clients.holds();
    try (Connection some = source.getConnection();
        Statement statement = some.createStatement();
        var names = statement.executeQuery("select count(*) from pg_prepared_statements")) {
      names.next();
      assertThat(names.getInt(1)).isZero();
    }
  }

  @Test
  void whereItIsNotRecognisedNothingIsDoneUnderAnothersName() throws Exception {
    PGSimpleDataSource source = throughPgBouncer(4);
    source.setPrepareThreshold(2);
    new Schema(source).migrate();
    ManyClients clients =
        new ManyClients(
            database, seed, List.of(repository(source, false), repository(source, false)));
    clients.run();
    assertThat(clients.failures).as("names that met, seed %d", seed).isNotEmpty();
    clients.holds();
  }

  private JdbiImageRepository repository(PGSimpleDataSource source, boolean recognising) {
    return new JdbiImageRepository(pool(source), () -> {}, recognising);
  }

  @Test
  void aNameThatTheServerDoesNotKnowTellsOfAPoolerAndFailsNothing() throws Exception {
    new Schema(database.source()).migrate();
    PGSimpleDataSource source = database.source();
    source.setPrepareThreshold(1);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(1);
    HikariDataSource pool = new HikariDataSource(config);
    opened.add(pool);
    JdbiImageRepository repository = new JdbiImageRepository(pool);
    Image image = repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    repository.publish(OWNER, image.id());
    assertThat(repository.find(OWNER, image.id())).isPresent();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      // So that the driver does not see it.
      statement.execute("do $$ begin execute 'deallocate all'; end $$");
    }
    assertThat(repository.find(OWNER, image.id())).isPresent();
    assertThat(repository.delete(OWNER, image.id())).isPresent();
  }

  @Test
  void manyMigrateThroughOneConnection() throws Exception {
    PGSimpleDataSource source = throughPgBouncer(1);
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> each :
          executor.invokeAll(
              Collections.nCopies(4, (Callable<Boolean>) new Schema(source)::migrate))) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(new Schema(source).state()).isEqualTo(Schema.State.CURRENT);
  }
}
