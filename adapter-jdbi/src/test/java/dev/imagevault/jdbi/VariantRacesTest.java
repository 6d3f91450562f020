package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What one process does while another does something else with variants of the same image. */
@TestInstance(Lifecycle.PER_CLASS)
class VariantRacesTest {

  private static final int TIMES = 15;
  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final OwnerId OWNER = new OwnerId("1");
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  private static final VariantSpec DISPLAY = VariantSpec.parse("display:1600");
  private static final Set<MediaType> READS = Set.of(ImageFormat.PNG.mediaType());
  private static final Set<Encoding> WRITES = Set.of(Encoding.BEST);

  private TestDatabase database;
  private JdbiImageRepository images;
  private VariantRepository variants;
  private RenderingQueue queue;

  TestDatabase database() throws SQLException {
    return TestDatabase.migrated();
  }

  @BeforeAll
  final void createDatabase() throws SQLException {
    database = database();
    images = new JdbiImageRepository(database.dataSource());
    variants = images.variants();
    queue = images.renderings();
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    database.empty("public");
    queue.name(List.of(THUMB));
  }

  @RepeatedTest(TIMES)
  void afterADeleteNoVariantAppears() throws Exception {
    Rendering rendering = rendering();
    Future<List<VariantClaim>> deleted =
        Race.<List<VariantClaim>>of(
                () -> {
                  Image image = images.delete(OWNER, rendering.image().id()).orElseThrow();
                  return variants.claimAllOf(List.of(image), LATE_PUT);
                },
                () -> {
                  insert(rendering, THUMB).ifPresent(variants::publish);
                  return List.of();
                })
            .get(0);
    List<Variant> claimed = deleted.get().stream().map(VariantClaim::variant).toList();
    assertThat(variants.pageByKey("", 9)).isEqualTo(claimed);
  }

  @RepeatedTest(TIMES)
  void ofVariantsOfANameOneIsReady() throws Exception {
    Rendering rendering = rendering();
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(() -> variants.publish(insert(rendering, THUMB).orElseThrow()));
    }
    int published = 0;
    for (Future<Boolean> each : Race.of(tasks)) {
      published += each.get() ? 1 : 0;
    }
    assertThat(published).isPositive();
    assertThat(variants.pageByKey("", 9))
        .hasSize(4)
        .filteredOn(variant -> variant.status() == ImageStatus.READY)
        .hasSize(1);
  }

  @RepeatedTest(TIMES)
  void aPublicationThatIsRepeatedSucceedsTwice() throws Exception {
    Rendering rendering = rendering();
    variants.publish(insert(rendering, THUMB).orElseThrow());
    Variant variant = insert(rendering, THUMB).orElseThrow();
    for (Future<Boolean> each :
        Race.<Boolean>of(() -> variants.publish(variant), () -> variants.publish(variant))) {
      assertThat(each.get()).isTrue();
    }
  }

  @RepeatedTest(TIMES)
  void whatIsTakenUpByAnotherIsNotInserted() throws Exception {
    Rendering late = rendering();
    database.passTime("public", late.lease().plusSeconds(1));
    List<Future<Boolean>> results =
        Race.of(() -> insert(late, THUMB).isPresent(), () -> insert(claim(), THUMB).isPresent());
    assertThat(results.get(1).get()).isTrue();
    assertThat(variants.pageByKey("", 9))
        .hasSize(results.get(0).get() ? 2 : 1)
        .filteredOn(variant -> variant.status() == ImageStatus.PENDING)
        .hasSize(1);
  }

  @RepeatedTest(TIMES)
  void whatIsNamedWhileAnImageIsSettledIsNotMissed() throws Exception {
    Rendering rendering = rendering();
    variants.publish(insert(rendering, THUMB).orElseThrow());
    Race.<Boolean>of(
        () -> {
          queue.settle(rendering, Outcome.DONE);
          return false;
        },
        () -> {
          queue.name(List.of(DISPLAY));
          return queue.fill(10);
        });
    assertThat(queue.waiting().images()).isEqualTo(1);
  }

  @RepeatedTest(TIMES)
  void whatIsLostWhileAnImageIsSettledIsNotMissed() throws Exception {
    Rendering rendering = rendering();
    Variant variant = insert(rendering, THUMB).orElseThrow();
    variants.publish(variant);
    Race.<Boolean>of(
        () -> {
          queue.settle(rendering, Outcome.DONE);
          return false;
        },
        () -> {
          variants.lose(variant);
          return false;
        });
    assertThat(queue.waiting().images()).isEqualTo(1);
    assertThat(variants.findByKey(variant.object().key()).orElseThrow().status())
        .isEqualTo(ImageStatus.DELETING);
  }

  /** A circle of those who wait for each other would fail one of them. */
  @RepeatedTest(3)
  void nobodyWaitsForEachOtherInACircle() throws Exception {
    long seed = new Random().nextLong();
    List<ImageId> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(ready().id());
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Random random = new Random(seed + i);
      tasks.add(
          () -> {
            for (int act = 0; act < 40; act++) {
              act(random, ids.get(random.nextInt(ids.size())));
            }
            return true;
          });
    }
    for (Future<Boolean> each : Race.of(tasks)) {
      assertThat(each.get()).as("seed %d", seed).isTrue();
    }
  }

  private void act(Random random, ImageId id) {
    switch (random.nextInt(12)) {
      case 0 -> queue.name(List.of(THUMB, random.nextBoolean() ? DISPLAY : THUMB));
      case 1 -> queue.fill(1 + random.nextInt(9));
      case 2 ->
          sweep(
              images.claimUnfinished(Duration.ZERO, LATE_PUT, 9).stream()
                  .map(claim -> claim.image())
                  .toList());
      case 3 ->
          variants.pageByKey("", 9).stream()
              .filter(variant -> variant.status() == ImageStatus.READY)
              .limit(1)
              .forEach(variants::lose);
      case 4 -> ready();
      case 5 -> images.delete(OWNER, id);
      case 6 -> queue.retryFailed();
      case 7 ->
          variants.remove(
              variants.claimUnfinished(Duration.ZERO, LATE_PUT, 9).stream()
                  .map(VariantClaim::variant)
                  .toList());
      default -> {
        for (Rendering each : queue.claim(READS, WRITES, Duration.ofMillis(1), 2)) {
          for (VariantSpec spec : each.missing()) {
            insert(each, spec).ifPresent(variants::publish);
          }
          queue.settle(each, Outcome.values()[random.nextInt(Outcome.values().length)]);
        }
      }
    }
  }

  private void sweep(List<Image> claimed) {
    variants.remove(
        variants.claimAllOf(claimed, LATE_PUT).stream().map(VariantClaim::variant).toList());
    images.remove(claimed);
  }

  private Image ready() {
    Image image = images.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    return images.publish(OWNER, image.id()).orElse(image);
  }

  private Rendering rendering() {
    ready();
    return claim();
  }

  /** What another has locked at that moment is passed over. */
  private Rendering claim() {
    List<Rendering> claims = List.of();
    while (claims.isEmpty()) {
      claims = queue.claim(READS, WRITES, Duration.ofSeconds(30), 1);
    }
    return claims.get(0);
  }

  private Optional<Variant> insert(Rendering rendering, VariantSpec spec) {
    return variants.insert(rendering, spec, Images.variantOf(OWNER));
  }
}
