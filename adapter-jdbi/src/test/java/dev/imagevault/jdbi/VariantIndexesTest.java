package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** With many variants, and many images that nobody can render, no call reads a whole table. */
@TestInstance(Lifecycle.PER_CLASS)
class VariantIndexesTest {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final OwnerId OWNER = new OwnerId("7");
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  private static final Set<MediaType> PNG = Set.of(ImageFormat.PNG.mediaType());
  private static final Set<Encoding> WRITES = Set.of(Encoding.values());

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
            height, sha256, status, put_started_at)
        select n % 40, 'users/' || n % 40 || '/images/1-abcdefghijklmnop' || n || '.png', 'a.png',
            case when n % 3 = 0 then 'image/heic' else 'image/png' end, 9, 8, 7, repeat('0', 64),
            'READY', null
        from generate_series(1, 20000) n""");
    database.execute(
        """
        insert into user_images_variants (user_id, image_id, name, edge, encoding, s3_key,
            mime_type, file_size, width, height, status, put_started_at, next_attempt_at)
        select user_id, id, 'thumb', 400, 'BEST',
            'users/' || user_id || '/variants/1-abcdefghijklmnop' || id || '.jpg', 'image/jpeg', 9,
            8, 7, (array['READY', 'READY', 'READY', 'PENDING', 'DELETING'])[1 + id / 40 % 5],
            case when id / 40 % 5 = 3 then now() - id * interval '1 second' end,
            case when id / 40 % 5 = 4 then now() end
        from user_images where mime_type = 'image/png'""");
    database.execute(
        """
        insert into user_images_renderings (user_id, image_id, mime_type, state)
        select user_id, id, mime_type, case when id % 1000 = 0 then 'FAILED' else 'WANTED' end
        from user_images where mime_type = 'image/heic'""");
    repository.renderings().name(List.of(THUMB));
    while (repository.renderings().fill(1000)) {}
    database.execute("vacuum analyze");
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void thoseOfAPageAreFoundByTheirImages() {
    List<ImageId> page =
        repository.page(OWNER, ImageCursor.NEWEST, 100).images().stream().map(Image::id).toList();
    reads.assertReadsNoWholeTable(r -> r.variants().find(OWNER, page));
    reads.assertReadsNoWholeTable(r -> r.renderings().failed(OWNER, page));
  }

  @Test
  void aVariantIsMadeByTheKeysOfItsImage() {
    image();
    Rendering rendering = claim(repository).get(0);
    assertReads(
        "user_images_variants_pending_is_unique",
        r -> r.variants().insert(rendering, THUMB, Images.variantOf(OWNER)));
    Variant variant =
        repository.variants().insert(rendering, THUMB, Images.variantOf(OWNER)).orElseThrow();
    assertReads("user_images_variants_ready_is_unique", r -> r.variants().publish(variant));
    String key = "user_images_variants_s3_key_is_unique";
    assertReads(key, r -> r.variants().findByKey(variant.object().key()));
    assertReads(key, r -> r.variants().pageByKey(variant.object().key().value(), 100));
    assertReads("user_images_renderings_pkey", r -> r.variants().lose(variant));
    assertReads(
        "user_images_renderings_pkey", r -> r.renderings().settle(rendering, Outcome.POSTPONED));
  }

  @Test
  void whatIsDoneIsComparedByTheKeysOfItsImage() {
    image();
    Rendering rendering = claim(repository).get(0);
    assertReads("user_images_renderings_pkey", r -> r.renderings().settle(rendering, Outcome.DONE));
  }

  @Test
  void whatWaitsIsClaimedPastABacklogThatNobodyReads() {
    image();
    assertReads("user_images_renderings_wanted", r -> assertThat(claim(r)).isNotEmpty());
  }

  @Test
  void whatIsUnfinishedIsClaimedInTheOrderOfItsTime() {
    Duration old = Duration.ofMinutes(10);
    assertReads(
        "user_images_variants_pending", r -> r.variants().claimUnfinished(old, LATE_PUT, 20));
    assertReads(
        "user_images_variants_deleting",
        r -> r.variants().claimUnfinished(Duration.ofDays(9), LATE_PUT, 20));
  }

  @Test
  void allOfADeletedImageAreFoundByIt() {
    Image image = repository.page(new OwnerId("9"), ImageCursor.NEWEST, 1).images().get(0);
    Image deleted = repository.delete(image.owner(), image.id()).orElseThrow();
    assertReads(
        "user_images_variants_pkey", r -> r.variants().claimAllOf(List.of(deleted), LATE_PUT));
    assertReads("user_images_variants_pkey", r -> r.remove(List.of(deleted)));
    List<Variant> variants =
        repository.variants().claimAllOf(List.of(deleted), LATE_PUT).stream()
            .map(VariantClaim::variant)
            .toList();
    assertThat(variants).isNotEmpty();
    repository.variants().remove(variants);
    repository.remove(List.of(deleted));
    assertThat(repository.findByKey(deleted.original().key())).isEmpty();
  }

  @Test
  void whatLacksAVariantIsLookedForNewestFirst() throws SQLException {
    database.execute("update user_images_named_variants set filled_down_to = 15000");
    assertReads("user_images_of_all_users", r -> r.renderings().fill(1000));
  }

  @Test
  void whatNobodyNamesIsFoundByItsName() throws SQLException {
    database.execute("update user_images_named_variants set named_at = now() - interval '2 days'");
    assertReads(
        "user_images_variants_ready_is_unique", r -> assertThat(r.variants().retire(100)).isTrue());
    repository.renderings().name(List.of(THUMB));
  }

  @Test
  void whatFailedIsFoundByThat() {
    assertReads("user_images_renderings_wanted", r -> r.renderings().retryFailed());
  }

  private static List<Rendering> claim(JdbiImageRepository from) {
    return from.renderings().claim(PNG, WRITES, TIMEOUT, 1);
  }

  private void image() {
    Image image = repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    repository.publish(OWNER, image.id());
  }

  private void assertReads(String index, Consumer<JdbiImageRepository> call) {
    reads.assertReads(index, call);
  }
}
