package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReconcileTest {

  private static final OwnerId OWNER = new OwnerId("7");
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration DELAY = VaultPolicy.DEFAULT.sweepDelay();

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final ImageVault vault =
      ImageVault.builder()
          .storage(storage)
          .urls(new InMemoryUrlSigner())
          .records(repository)
          .clock(clock)
          .build();
  private final List<Discrepancy> found = new ArrayList<>();

  @Test
  void whatAgreesIsReportedSo() {
    upload(3);
    clock.advance(DELAY.plusSeconds(1));
    assertThat(look()).isEqualTo(new ReconcileReport(3, 3, 0, 0, 0, false));
    assertThat(found).isEmpty();
  }

  @Test
  void damageInBothDirectionsIsFoundAndRepairedWhenAllowed() {
    List<Image> images = upload(3);
    storage.delete(images.get(1).original().key(), TIMEOUT);
    ObjectKey orphan = orphan();
    clock.advance(DELAY.plusSeconds(1));

    ReconcileReport dryRun = look();
    assertThat(dryRun).isEqualTo(new ReconcileReport(3, 3, 1, 1, 0, false));
    assertThat(dryRun.agrees()).isFalse();
    assertThat(found)
        .containsExactlyInAnyOrder(
            new Discrepancy(Discrepancy.Kind.OBJECT_WITHOUT_RECORD, orphan),
            new Discrepancy(
                Discrepancy.Kind.RECORD_WITHOUT_OBJECT, images.get(1).original().key()));
    assertThat(storage.open(orphan)).as("a dry run changes nothing").isPresent();

    ReconcileReport repaired = vault.repair(OptionalLong.of(2), found::add, items -> {});
    assertThat(repaired.repaired()).isEqualTo(2);
    assertThat(repaired.agrees()).isTrue();
    assertThat(storage.open(orphan)).isEmpty();
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images())
        .extracting(Image::id)
        .containsExactly(images.get(2).id(), images.get(0).id());
    assertThat(look().agrees()).isTrue();
  }

  @Test
  void whatIsYoungerThanTheSweepDelayIsLeftAlone() {
    storage.delete(upload(1).get(0).original().key(), TIMEOUT);
    ObjectKey orphan = orphan();
    clock.advance(DELAY.minusSeconds(1));
    assertThat(vault.repair(OptionalLong.of(9), found::add, items -> {}).discrepancies()).isZero();
    assertThat(storage.open(orphan)).isPresent();
  }

  @Test
  void unfinishedImagesAreTheSweepsAndNotDamage() {
    List<Image> images = upload(2);
    repository.delete(OWNER, images.get(0).id());
    storage.delete(images.get(0).original().key(), TIMEOUT);
    repository.delete(OWNER, images.get(1).id());
    clock.advance(DELAY.plusSeconds(1));
    assertThat(look().discrepancies()).isZero();
  }

  @Test
  void nothingIsChangedWhenMoreThanTenWouldGoThatAreOverOnePerCent() {
    List<Image> images = upload(50);
    images.subList(0, 10).forEach(image -> storage.delete(image.original().key(), TIMEOUT));
    ObjectKey orphan = orphan();
    clock.advance(DELAY.plusSeconds(1));
    ReconcileReport report = vault.repair(OptionalLong.empty(), found::add, items -> {});
    assertThat(report).isEqualTo(new ReconcileReport(41, 50, 1, 10, 0, true));
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 100).images()).hasSize(50);
    assertThat(storage.open(orphan)).isPresent();
    assertThat(vault.repair(OptionalLong.of(10), found::add, items -> {}).refused()).isTrue();
    assertThat(storage.open(orphan)).isPresent();
    assertThat(vault.repair(OptionalLong.of(11), found::add, items -> {}).agrees()).isTrue();
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 100).images()).hasSize(40);
    assertThat(storage.open(orphan)).isEmpty();
  }

  @Test
  void tenAreRepairedWithoutBeingAllowedExpresslyHoweverFewThereAre() {
    upload(10).forEach(image -> storage.delete(image.original().key(), TIMEOUT));
    clock.advance(DELAY.plusSeconds(1));
    assertThat(vault.repair(OptionalLong.empty(), found::add, items -> {}).agrees()).isTrue();
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 100).images()).isEmpty();
  }

  @Test
  void whatIsSuspiciousDependsOnHowManyAreAmissAndOfHowMany() {
    assertSuspicious(false, 0, 0);
    assertSuspicious(false, 10, 10);
    assertSuspicious(true, 11, 11);
    assertSuspicious(true, 11, 1_099);
    assertSuspicious(false, 11, 1_100);
    assertSuspicious(false, 100, 10_000);
    assertSuspicious(true, 100, 9_999);
    assertSuspicious(false, 100, 100_000);
    assertSuspicious(true, 101, 100_000);
  }

  private static void assertSuspicious(boolean expected, long discrepancies, long items) {
    assertThat(new ReconcileReport(items, items, 0, discrepancies, 0, false).isSuspicious())
        .as("%d of %d records", discrepancies, items)
        .isEqualTo(expected);
    long sound = items - discrepancies;
    assertThat(new ReconcileReport(items, sound, discrepancies, 0, 0, false).isSuspicious())
        .as("%d of %d objects", discrepancies, items)
        .isEqualTo(expected);
  }

  @Test
  void theWrongBucketCostsNothing() {
    upload(11);
    clock.advance(DELAY.plusSeconds(1));
    ImageVault wrong =
        ImageVault.builder()
            .storage(new InMemoryImageStorage(clock))
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .clock(clock)
            .build();
    assertThat(wrong.repair(OptionalLong.empty(), found::add, items -> {}).refused()).isTrue();
    assertThat(look().agrees()).isTrue();
  }

  @Test
  void progressIsToldAsItGoes() {
    upload(2);
    List<Long> progress = new ArrayList<>();
    ReconcileReport unused = vault.reconcile(found::add, progress::add);
    assertThat(progress).containsExactly(2L, 4L);
  }

  private ReconcileReport look() {
    found.clear();
    return vault.reconcile(found::add, items -> {});
  }

  private List<Image> upload(int count) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(vault.upload(OWNER, Upload.of(Images.PNG).named("a.png")));
    }
    return images;
  }

  private ObjectKey orphan() {
    ObjectKey key = ObjectKey.create(OWNER, "png", clock.instant(), new SecureRandom());
    storage.put(key, ImageFormat.PNG.mediaType(), ImageBytes.of(Images.PNG), TIMEOUT);
    return key;
  }
}
