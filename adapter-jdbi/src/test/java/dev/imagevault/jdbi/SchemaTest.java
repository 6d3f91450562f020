package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTest {

  private static final List<String> LATER =
      List.of("migration/V1__user_images.sql", "next/V2__a_later_release.sql");

  private TestDatabase database;
  private Schema schema;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.empty();
    schema = new Schema(database.dataSource());
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void anEmptyDatabaseIsMigrated() {
    assertThat(schema.state()).isEqualTo(Schema.State.ABSENT);
    assertThat(schema.migrate()).isTrue();
    assertThat(schema.state()).isEqualTo(Schema.State.CURRENT);
  }

  @Test
  void migratingAgainChangesNothingAndNeedsNoPermission() throws SQLException {
    schema.migrate();
    assertThat(new Schema(database.stranger("")).migrate()).isFalse();
  }

  /** Who comes first makes the tables, which those who came with it must not trip over. */
  @RepeatedTest(5)
  void ofManyMigratorsAtOnceAllSucceed() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(5);
    try {
      List<Future<Boolean>> all =
          executor.invokeAll(Collections.nCopies(5, (Callable<Boolean>) schema::migrate));
      for (Future<Boolean> each : all) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(schema.state()).isEqualTo(Schema.State.CURRENT);
    assertThat(database.strings("select script from imagevault_schema_history where success"))
        .containsOnlyOnce("V1__user_images.sql");
  }

  @Test
  void aForeignTableIsRefusedAndLeftAlone() throws SQLException {
    database.execute("create table user_images (id serial primary key, url text)");
    database.execute("insert into user_images (url) values ('http://example.com/1.jpg')");
    List<String> before = catalog();
    assertThat(schema.state()).isEqualTo(Schema.State.FOREIGN);
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(schema::migrate)
        .withMessageMatching("The database has a table user_images that is not imagevault's.*")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED));
    assertThat(catalog()).isEqualTo(before);
    assertThat(database.strings("select url from user_images"))
        .containsExactly("http://example.com/1.jpg");
  }

  @Test
  void aForeignViewIsRefused() throws SQLException {
    database.execute("create view user_images as select 1 as id");
    assertThatExceptionOfType(BackEndException.class).isThrownBy(schema::migrate);
  }

  @Test
  void tablesAndMigrationHistoryOfTheHostAreLeftAlone() throws SQLException {
    database.execute("create table orders (id int)");
    database.execute("create table flyway_schema_history (installed_rank int)");
    List<String> before = catalog();
    schema.migrate();
    List<String> added = catalog();
    assertThat(added).containsAll(before);
    added.removeAll(before);
    assertThat(added).isNotEmpty().allMatch(name -> name.matches("(user_images|imagevault_).*"));
  }

  @Test
  void theSqlMayBeRunByHand() throws Exception {
    database.execute("create table orders (id int)");
    database.execute(migration("V1__user_images.sql"));
    assertThat(schema.state()).isEqualTo(Schema.State.CURRENT);
    assertThat(schema.migrate()).isFalse();
    assertThat(catalog()).noneMatch(name -> name.startsWith("imagevault_"));
  }

  @Test
  void whatWasRunByHandIsNotRunAgainByALaterRelease() throws Exception {
    database.execute(migration("V1__user_images.sql"));
    Schema later = laterRelease();
    assertThat(later.state()).isEqualTo(Schema.State.OUTDATED);
    assertThat(later.migrate()).isTrue();
    assertThat(later.state()).isEqualTo(Schema.State.CURRENT);
  }

  @Test
  void aMigrationOfALaterReleaseDisturbsNothingUnderWay() {
    schema.migrate();
    OwnerId owner = new OwnerId("1");
    JdbiImageRepository running = new JdbiImageRepository(database.dataSource());
    List<Image> images = new ArrayList<>();
    // Often enough for the driver to have its statements prepared.
    for (int i = 0; i < 8; i++) {
      images.add(0, AllCalls.make(running, owner));
    }
    assertThat(laterRelease().migrate()).isTrue();
    for (int i = 0; i < 8; i++) {
      images.add(0, AllCalls.make(running, owner));
    }
    assertThat(running.page(owner, ImageCursor.NEWEST, 100).images()).isEqualTo(images);
    assertThat(schema.state()).isEqualTo(Schema.State.NEWER);
    assertThat(schema.migrate()).isFalse();
  }

  @Test
  void eachSchemaOfADatabaseHasATableOfItsOwn() throws SQLException {
    schema.migrate();
    database.execute("create schema tenant");
    PGSimpleDataSource tenant = database.source();
    tenant.setCurrentSchema("tenant,public");
    assertThat(new Schema(tenant).state()).isEqualTo(Schema.State.ABSENT);
    assertThat(new Schema(tenant).migrate()).isTrue();
    assertThat(
            database.strings(
                "select table_schema from information_schema.tables where table_name"
                    + " = 'user_images'"))
        .containsExactlyInAnyOrder("public", "tenant");
  }

  @Test
  void aTableThatIsGoneIsNotMadeAnewBehindItsHistory() throws SQLException {
    schema.migrate();
    database.execute("drop table user_images cascade");
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(schema::migrate)
        .withMessageContaining("to begin anew, drop that table too");
    database.execute("drop table imagevault_schema_history");
    String left =
        """
        select 'drop table ' || relname || ' cascade' from pg_class
        where relkind = 'r' and relname ~ '^user_images'
        union all
        select 'drop domain ' || typname from pg_type
        where typtype = 'd' and typname ~ '^user_images'
        order by 1 desc""";
    for (String drop : database.strings(left)) {
      database.execute(drop);
    }
    assertThat(schema.migrate()).isTrue();
  }

  @Test
  void aMissingPermissionIsOneClearLine() throws SQLException {
    database.execute("revoke create on schema public from public");
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(new Schema(database.stranger(""))::migrate)
        .withMessageMatching("The database refused to apply the migrations .*permissions.*")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED));
  }

  @Test
  void toServeARoleNeedsTheTablesAlone() throws SQLException {
    schema.migrate();
    PGSimpleDataSource role = database.stranger("");
    database.execute(
        "grant select, insert, update, delete on user_images, user_images_uploads,"
            + " user_images_variants, user_images_renderings, user_images_named_variants, user_images_renderers to "
            + role.getUser());
    JdbiImageRepository repository = new JdbiImageRepository(role);
    OwnerId owner = new OwnerId("1");
    AllCalls.make(repository, owner);
    assertThat(repository.deleteAll(owner)).isEqualTo(1);
  }

  @Test
  void everyMigrationIsApplied() throws Exception {
    try (Stream<Path> files = Files.list(migrations())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Schema.MIGRATIONS.stream().map(name -> name.replace("migration/", "")).toList());
    }
  }

  private Schema laterRelease() {
    return new Schema(database.dataSource(), TableName.ON_SEARCH_PATH, LATER);
  }

  static String migration(String name) {
    try {
      return Files.readString(migrations().resolve(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path migrations() {
    try {
      return Path.of(Schema.class.getResource("migration").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> catalog() {
    return database.catalog();
  }
}
