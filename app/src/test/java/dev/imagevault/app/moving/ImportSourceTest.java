package dev.imagevault.app.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.app.Servers;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.process.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportSourceTest {

  private static final String NAME = Servers.newName();

  @TempDir private Path directory;

  @BeforeAll
  static void createDatabase() throws Exception {
    Servers.shared().createDatabase(NAME);
  }

  @AfterAll
  static void dropDatabase() throws Exception {
    Servers.shared().dropDatabase(NAME);
  }

  private static DatabaseUrl database() {
    return DatabaseUrl.parse(Servers.shared().databaseUrl(NAME));
  }

  private static void sql(String sql) throws Exception {
    DatabaseUrl url = database();
    try (var connection =
            DriverManager.getConnection(
                url.jdbcUrl(), url.user().orElseThrow(), url.password().orElseThrow());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<SourceImage> all(ImportSource source) throws Exception {
    List<SourceImage> images = new ArrayList<>();
    source.read(
        page -> {
          assertThat(page).hasSizeBetween(1, ImportSource.PAGE);
          images.addAll(page);
        });
    return images;
  }

  private static TableSource table(String name) {
    return new TableSource(database(), name, Map.of());
  }

  private Path list(String text) throws Exception {
    return Files.writeString(directory.resolve("list.csv"), text);
  }

  private static void assertRefused(ImportSource source, String... words) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> all(source))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void aTableIsReadToItsEndPageByPageAndEqualIdsAreNotPassedOver() throws Exception {
    sql(
        """
        create schema old;
        create table old.pictures as
          select i / 3 as id, 'u' || i % 7 as user_id, 'k' || i as s3_key, null::text as original_name,
            timestamp '2020-01-01 00:00:00.123456' as created_at,
            case when i = 5 then now() end as deleted_at
          from generate_series(0, 2500) as i""");
    List<SourceImage> images = all(table("old.pictures"));
    assertThat(images).hasSize(2500).doesNotHaveDuplicates();
    assertThat(images).extracting(SourceImage::key).doesNotContain("k5");
    assertThat(images.get(0))
        .isEqualTo(new SourceImage("0", "u0", "k0", "", "2020-01-01T00:00:00.123Z"));
  }

  @Test
  void idsMayBeTextAndTimesHaveZones() throws Exception {
    sql(
        """
        create table "Images" as
          select md5(i::text)::uuid as id, i as "userId", 'k' as "s3Key",
            timestamptz '2020-01-01 00:00:00+02' as "createdAt"
          from generate_series(1, 1001) as i""");
    List<SourceImage> images = all(table("Images"));
    assertThat(images).hasSize(1001).doesNotHaveDuplicates();
    assertThat(images.get(0).createdAt()).isEqualTo("2019-12-31T22:00:00.000Z");
  }

  @Test
  void imagesWithoutAnIdAreNotPassedOverInSilence() throws Exception {
    sql("create table gaps as select null::int as id, 1 as user_id, 'k' as s3_key");
    assertRefused(table("gaps"), "have no id");
  }

  @Test
  void nothingCanBeChangedThere() throws Exception {
    sql(
        """
        create table source as select 1 as id, 1 as user_id, 'k' as s3_key;
        create function spoil() returns text language sql as
          $$ delete from source; select 'k' $$;
        create view spoiling as select id, user_id, spoil() as s3_key from source""");
    assertRefused(table("spoiling"), "read-only");
  }

  @Test
  void aListMayHaveAByteOrderMarkAndLinesInQuotes() throws Exception {
    Path file = list("\ufeffID,Owner,KEY,name\r\n 7 ,zoë,\"a,\"\"b\"\"\n.jpg\",\r\n8,9,k,n\r\n");
    assertThat(all(new ListSource(file, Map.of())))
        .containsExactly(
            new SourceImage("7", "zoë", "a,\"b\"\n.jpg", "", ""),
            new SourceImage("8", "9", "k", "n", ""));
  }

  /** The second reading of a pipe would find nothing, and so import nothing. */
  @Test
  void aListThatCannotBeReadTwiceIsRefused() {
    assertRefused(new ListSource(Path.of("/dev/null"), Map.of()), "to a file first");
    assertRefused(new ListSource(directory, Map.of()), "to a file first");
  }

  @Test
  void aListThatIsNoneIsRefused() throws Exception {
    assertRefused(new ListSource(list("id,owner,key\n1,2\n"), Map.of()), "line 2 of", "2 fields");
    assertRefused(
        new ListSource(list("id;owner;key\n1;2;3\n"), Map.of()), "--column id=", "id;owner;key");
    Path latin = directory.resolve("latin.csv");
    Files.write(latin, "id,owner,key\n1,zoë,k\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(new ListSource(latin, Map.of()), "UTF-8");
  }
}
