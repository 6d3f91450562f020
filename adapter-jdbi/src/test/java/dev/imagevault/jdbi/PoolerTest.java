package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.fixture.PgBouncer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Behind a pooler that hands server connections on, everything is what it says it is. */
class PoolerTest {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final OwnerId OWNER = new OwnerId("1");
  private static final int KEPT = 20;
  private static final int CLIENTS = 8;
  private static final int ACTS = 100;

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
    config.setMaximumPoolSize(CLIENTS);
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
    Ledger ledger = new Ledger(List.of(repository(source, true), repository(source, true)));
    ledger.run();
    assertThat(ledger.failures).as("seed %d", seed).isEmpty();
    ledger.holds();
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
    Ledger ledger = new Ledger(List.of(repository(source, false), repository(source, false)));
    ledger.run();
    assertThat(ledger.failures).as("names that met, seed %d", seed).isNotEmpty();
    ledger.holds();
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

  /** What clients of two instances were told, beside what is true at the end. */
  private final class Ledger {

    private final List<JdbiImageRepository> instances;
    private final List<Image> kept = new ArrayList<>();
    private final Queue<Image> deleted = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> lies = Collections.synchronizedSet(new TreeSet<>());
    private final AtomicInteger reads = new AtomicInteger();

    Ledger(List<JdbiImageRepository> instances) {
      this.instances = instances;
      JdbiImageRepository direct = new JdbiImageRepository(database.dataSource());
      for (int i = 0; i < KEPT; i++) {
        Image image = direct.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
        kept.add(direct.publish(OWNER, image.id()).orElseThrow());
      }
    }

    void run() throws Exception {
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(seed + i);
        all.add(() -> client(random));
      }
      try {
        for (Future<Void> each : clients.invokeAll(all)) {
          each.get();
        }
      } finally {
        clients.shutdown();
      }
    }

    private Void client(Random random) {
      for (int i = 0; i < ACTS; i++) {
        JdbiImageRepository instance = instances.get(random.nextInt(instances.size()));
        try {
          act(random, instance);
        } catch (BackEndException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
      return null;
    }

    private void act(Random random, JdbiImageRepository instance) {
      Image image = kept.get(random.nextInt(KEPT));
      switch (random.nextInt(7)) {
        case 0 -> delete(instance);
        case 1 -> found(instance.findByKey(image.original().key()), image);
        case 2 -> instance.page(OWNER, ImageCursor.NEWEST, 5);
        case 3 -> instance.claimUnfinished(Duration.ofHours(1), LATE_PUT, 1);
        case 4 -> {
          OwnerId another = new OwnerId("another" + random.nextInt(3));
          Quota quota = new Quota(OptionalLong.of(1_000_000), OptionalLong.empty());
          instance.insert(Images.of(another, ImageFormat.GIF), quota);
          instance.deleteAll(another);
        }
        default -> found(instance.find(OWNER, image.id()), image);
      }
    }

    private void delete(JdbiImageRepository instance) {
      Image image = instance.insert(Images.of(OWNER, ImageFormat.GIF), Quota.UNLIMITED);
      if (instance.publish(OWNER, image.id()).isEmpty()) {
        lies.add("published image " + image.id() + " is not there");
      }
      if (instance.delete(OWNER, image.id()).isPresent()) {
        deleted.add(image);
        instance.withdraw(OWNER, image.id(), true);
      } else {
        lies.add("image " + image.id() + " is not there to be deleted");
      }
    }

    private void found(Optional<Image> found, Image image) {
      reads.incrementAndGet();
      if (!found.equals(Optional.of(image))) {
        lies.add("image " + image.id() + " is found as " + found);
      }
    }

    void holds() {
      assertThat(lies).as("seed %d", seed).isEmpty();
      assertThat(reads.get()).isGreaterThan(CLIENTS * ACTS / 4);
      assertThat(deleted).isNotEmpty();
      Set<String> alive =
          new TreeSet<>(database.strings("select id from user_images where status = 'READY'"));
      assertThat(alive)
          .as("seed %d", seed)
          .containsAll(ids(kept))
          .doesNotContainAnyElementsOf(ids(deleted));
    }

    private static List<String> ids(Iterable<Image> images) {
      List<String> ids = new ArrayList<>();
      images.forEach(image -> ids.add(image.id().toString()));
      return ids;
    }
  }
}
