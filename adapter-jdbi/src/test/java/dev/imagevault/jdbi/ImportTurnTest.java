package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.fixture.PgBouncer;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.ImportRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Whose turn it is to import, and with which rights. */
class ImportTurnTest {

  private static final OwnerId OWNER = new OwnerId("1");
  private static final Supplier<NewImage> IMAGE = () -> Images.of(OWNER, ImageFormat.PNG);
  private static final ImageId ID = new ImageId(1000);

  private TestDatabase database;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  private static ImportRepository of(DataSource source) {
    return new JdbiImageRepository(source).imports();
  }

  private static Image importOne(ImportRun run, ImageId id) {
    run.reserve(id);
    ImportedImage image = new ImportedImage(IMAGE.get(), Optional.of(id), Optional.empty());
    Image pending = run.insert(image).orElseThrow();
    return run.publish(pending, Origin.of("bucket", id.toString(), "key")).orElseThrow();
  }

  @Test
  void aPoolerGivesTheTurnToNobodyElse() throws Exception {
    PGSimpleDataSource direct = database.source();
    String server =
        "host=%s port=%d user=%s"
            .formatted(direct.getServerNames()[0], direct.getPortNumbers()[0], direct.getUser());
    try (PgBouncer pooler = PgBouncer.before(server, 2)) {
      PGSimpleDataSource through = new PGSimpleDataSource();
      through.setServerNames(new String[] {"127.0.0.1"});
      through.setPortNumbers(new int[] {pooler.port()});
      through.setDatabaseName(direct.getDatabaseName());
      through.setUser(direct.getUser());
      try (ImportRun run = of(through).begin().orElseThrow()) {
        assertThat(of(through).begin()).isEmpty();
        assertThat(importOne(run, ID).id()).isEqualTo(ID);
        assertThat(of(direct).begin()).isEmpty();
      }
      try (ImportRun next = of(through).begin().orElseThrow()) {
        assertThat(next.isTaken(ID)).isTrue();
      }
    }
  }

  @Test
  void theTurnEndsWithItsConnection() throws Exception {
    ImportTurn turn =
        ImportTurn.take(
                new DatabaseCalls(database.source(), JdbiImageRepository.STATEMENT_TIMEOUT), 0)
            .orElseThrow();
    turn.keep();
    database.strings(
        "select pg_terminate_backend(pid)::text from pg_locks where locktype = 'advisory'");
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(turn::keep)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED));
    assertThat(of(database.source()).begin()).isPresent();
    turn.close();
  }

  /** An import may take days, and vacuum must go on meanwhile. */
  @Test
  void theTurnHoldsNothingBack() throws Exception {
    try (ImportRun run = of(database.source()).begin().orElseThrow()) {
      assertThat(run.isTaken(ID)).isFalse();
      assertThat(
              database.number(
                  """
                  select count(*) from pg_stat_activity
                  where state = 'idle in transaction' and backend_xmin is null
                    and backend_xid is null and datname = current_database()"""))
          .isOne();
    }
  }

  @Test
  void aRoleWithTheRightsOfTheReadmeImports() throws Exception {
    PGSimpleDataSource role = database.stranger("");
    for (String grant : grants()) {
      database.execute(grant.replace("photos", role.getUser()));
    }
    try (ImportRun run = of(role).begin().orElseThrow()) {
      assertThat(importOne(run, ID).id()).isEqualTo(ID);
      assertThat(run.imported(List.of(Origin.of("bucket", "1000", "key")))).hasSize(1);
    }
    Image next = new JdbiImageRepository(role).insert(IMAGE.get(), Quota.UNLIMITED);
    assertThat(next.id().value()).isEqualTo(1001);
  }

  private static List<String> grants() throws Exception {
    return Pattern.compile("grant [^;`]* to photos;")
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void noIdIsGivenTwiceWhileTheCounterMoves() throws Exception {
    JdbiImageRepository images = new JdbiImageRepository(database.dataSource());
    try (ImportRun run = images.imports().begin().orElseThrow()) {
      List<Callable<List<Long>>> tasks = new ArrayList<>();
      for (int task = 0; task < 6; task++) {
        tasks.add(
            () -> {
              List<Long> ids = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                ImageId last = images.insert(IMAGE.get(), Quota.UNLIMITED).id();
                ids.add(last.value());
                // What somebody else has been given by now, perhaps.
                run.reserve(new ImageId(last.value() + i % 3));
              }
              return ids;
            });
      }
      List<Long> ids = new ArrayList<>();
      for (Future<List<Long>> task : Race.of(tasks)) {
        ids.addAll(task.get());
      }
      assertThat(ids).hasSize(120).doesNotHaveDuplicates();
    }
  }
}
