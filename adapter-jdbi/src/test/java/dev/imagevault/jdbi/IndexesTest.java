package dev.imagevault.jdbi;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** With many images, no call reads the whole table. */
@TestInstance(Lifecycle.PER_CLASS)
class IndexesTest {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final OwnerId OWNER = new OwnerId("7");
  private static final Optional<IdempotencyKey> KEY = Optional.of(new IdempotencyKey("key"));

  private TestDatabase database;
  private IndexReads reads;
  private JdbiImageRepository repository;

  TestDatabase database() throws SQLException {
    return TestDatabase.migrated();
  }

  @BeforeAll
  final void createDatabase() throws SQLException {
    database = database();
    reads = new IndexReads(database);
    repository = reads.repository();
    database.execute(
        """
        insert into user_images (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256, status, put_started_at, next_attempt_at)
        select n % 40, 'users/' || n % 40 || '/images/1-abcdefghijklmnop' || n || '.png', 'a.png',
            'image/png', 9, 8, 7, repeat('0', 64),
            (array['READY', 'READY', 'READY', 'PENDING', 'DELETING'])[1 + n / 40 % 5],
            case when n / 40 % 5 = 3 then now() - n * interval '1 second' end,
            case when n / 40 % 5 = 4 then now() end
        from generate_series(1, 40000) n""");
    database.execute("vacuum analyze user_images");
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void aPageIsReadFromTheUsersImages() {
    assertReads("user_images_pkey", r -> r.page(OWNER, ImageCursor.NEWEST, 20));
    assertReads("user_images_pkey", r -> r.page(OWNER, new ImageCursor(20_000), 20));
  }

  @Test
  void allOfAUserAreDeletedByTheUsersImages() {
    assertReads("user_images_pkey", r -> r.deleteAll(new OwnerId("8")));
  }

  @Test
  void whatAUserUsesIsCountedByTheUsersImages() {
    assertReads("user_images_pkey", r -> r.usage(OWNER));
  }

  @Test
  void anImageIsFoundByItsId() {
    Image image = repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    assertReads("user_images_pkey", r -> r.publish(OWNER, image.id()));
    assertReads("user_images_pkey", r -> r.publish(OWNER, image.id()));
    assertReads("user_images_pkey", r -> r.find(OWNER, image.id()));
    assertReads("user_images_pkey", r -> r.delete(OWNER, image.id()));
    assertReads("user_images_pkey", r -> r.remove(List.of(image)));
    assertReads("user_images_pkey", r -> r.withdraw(OWNER, image.id(), true));
  }

  @Test
  void imagesAreFoundByTheirKeys() {
    Image image = repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    assertReads("user_images_s3_key_is_unique", r -> r.findByKey(image.original().key()));
    assertReads(
        "user_images_s3_key_is_unique", r -> r.pageByKey(image.original().key().value(), 100));
  }

  @Test
  void aRepeatIsFoundByItsIdempotencyKey() {
    Image first = repository.insert(Images.of(OWNER, ImageFormat.PNG, KEY), Quota.UNLIMITED);
    repository.publish(OWNER, first.id());
    assertReads(
        "user_images_idempotency_key_is_unique",
        r -> r.insert(Images.of(OWNER, ImageFormat.PNG, KEY), Quota.UNLIMITED));
  }

  @Test
  void whatIsUnfinishedIsClaimedInTheOrderOfItsTime() {
    assertReads(
        "user_images_pending", r -> r.claimUnfinished(Duration.ofMinutes(10), LATE_PUT, 20));
    assertReads("user_images_deleting", r -> r.claimUnfinished(Duration.ofDays(9), LATE_PUT, 20));
  }

  @Test
  void whatIsUnfinishedIsCountedWithoutReadingTheRest() {
    assertReads("user_images_pending", JdbiImageRepository::backlog);
    assertReads("user_images_deleting", JdbiImageRepository::backlog);
  }

  private void assertReads(String index, Consumer<JdbiImageRepository> call) {
    reads.assertReads(index, call);
  }
}
