package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.Claim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** What one process does while another does something else with the same image. */
class RacesTest {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final int TIMES = 15;
  private static final OwnerId OWNER = new OwnerId("1");
  private static final Optional<IdempotencyKey> KEY = Optional.of(new IdempotencyKey("key"));

  private static TestDatabase database;

  private final JdbiImageRepository here = new JdbiImageRepository(database.dataSource());
  private final JdbiImageRepository there = new JdbiImageRepository(database.dataSource());

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    database.empty("public");
  }

  @RepeatedTest(TIMES)
  void aRepeatIsNeverGivenWhatIsWithdrawn() throws Exception {
    Image first = ready();
    Future<Image> repeat = Race.of(this::insert, () -> withdraw(first)).get(0);
    boolean given = repeat.get().id().equals(first.id());
    assertThat(there.find(OWNER, first.id()).isPresent()).isEqualTo(given);
    assertThat(repeat.get().status()).isEqualTo(given ? ImageStatus.READY : ImageStatus.PENDING);
  }

  @RepeatedTest(TIMES)
  void whatIsClaimedIsNeverPublished() throws Exception {
    Image pending = insert();
    List<Future<Boolean>> results =
        Race.of(
            () -> here.publish(OWNER, pending.id()).isPresent(),
            () -> !there.claimUnfinished(Duration.ZERO, LATE_PUT, 10).isEmpty());
    assertThat(results.get(0).get()).isNotEqualTo(results.get(1).get());
  }

  @RepeatedTest(TIMES)
  void ofTwoDeletionsOneFindsTheImage() throws Exception {
    Image image = ready();
    List<Future<Boolean>> results =
        Race.of(
            () -> here.delete(OWNER, image.id()).isPresent(),
            () -> there.delete(OWNER, image.id()).isPresent());
    assertThat(results.get(0).get()).isNotEqualTo(results.get(1).get());
  }

  @RepeatedTest(TIMES)
  void deletionsOfAllCountEachImageOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      here.publish(OWNER, here.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED).id());
    }
    List<Future<Integer>> counts =
        Race.of(() -> here.deleteAll(OWNER), () -> there.deleteAll(OWNER));
    assertThat(counts.get(0).get() + counts.get(1).get()).isEqualTo(20);
  }

  @RepeatedTest(TIMES)
  void theKeyOfADeadUploadGoesToOneOfMany() throws Exception {
    Image dead = insert();
    database.execute(
        "update user_images set put_started_at = put_started_at - interval '1 minute'");
    List<Callable<Boolean>> repeats = new ArrayList<>(Collections.nCopies(8, this::isInserted));
    int inserted = 0;
    for (Future<Boolean> each : Race.of(repeats)) {
      inserted += each.get() ? 1 : 0;
    }
    assertThat(inserted).isEqualTo(1);
    assertThat(there.publish(OWNER, dead.id())).isEmpty();
    assertThat(there.pageByKey("", 10)).hasSize(2);
  }

  @RepeatedTest(TIMES)
  void uploadsDeletionsAndSweepsOfOneOwnerNeverBlockEachOther() throws Exception {
    List<Callable<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(() -> isInserted() ? 1 : 0);
      all.add(() -> here.deleteAll(OWNER));
      all.add(() -> there.claimUnfinished(Duration.ZERO, LATE_PUT, 5).size());
    }
    for (Future<Integer> each : Race.of(all)) {
      assertThat(each.get()).isNotNegative();
    }
  }

  @RepeatedTest(3)
  void everyUnfinishedImageIsClaimedOncePerLease() throws Exception {
    int images = 300;
    for (int i = 0; i < images; i++) {
      here.insert(Images.of(OWNER, ImageFormat.WEBP), Quota.UNLIMITED);
    }
    database.execute("update user_images set put_started_at = put_started_at - interval '1 hour'");
    List<Long> claimed = new ArrayList<>();
    List<Callable<List<Claim>>> sweepers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      JdbiImageRepository instance = i % 2 == 0 ? here : there;
      sweepers.add(() -> claimAll(instance));
    }
    for (Future<List<Claim>> each : Race.of(sweepers)) {
      each.get().forEach(claim -> claimed.add(claim.image().id().value()));
    }
    assertThat(claimed).hasSize(images).doesNotHaveDuplicates();
  }

  private static List<Claim> claimAll(JdbiImageRepository repository) {
    return Stream.generate(() -> repository.claimUnfinished(Duration.ofMinutes(10), LATE_PUT, 7))
        .takeWhile(some -> !some.isEmpty())
        .flatMap(List::stream)
        .toList();
  }

  private Image insert() {
    return here.insert(Images.of(OWNER, ImageFormat.PNG, KEY), Quota.UNLIMITED);
  }

  private boolean isInserted() {
    try {
      insert();
      return true;
    } catch (ImageConflictException e) {
      return false;
    }
  }

  private Image ready() {
    return here.publish(OWNER, insert().id()).orElseThrow();
  }

  private Image withdraw(Image image) {
    there.withdraw(OWNER, image.id(), true);
    return image;
  }
}
