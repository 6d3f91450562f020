package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryEdgeInvalidation;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ImageVaultTest {

  private static final OwnerId OWNER = new OwnerId("7");
  private static final OwnerId OTHER = new OwnerId("8");
  private static final VaultPolicy POLICY = VaultPolicy.DEFAULT;

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final InMemoryUrlSigner signer = new InMemoryUrlSigner();
  private final ImageVault vault =
      ImageVault.builder()
          .storage(storage)
          .urls(signer)
          .records(repository)
          .policy(POLICY)
          .clock(clock)
          .build();

  @Test
  void anUploadThatNobodyWaitsForAnyMoreEndsWithItsCheckAndLeavesNothing() {
    assertThatThrownBy(
            () -> vault.upload(OWNER, Upload.of(Images.PNG).named("a.png").until(() -> true)))
        .isInstanceOf(CancellationException.class);
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(repository.usage(OWNER).images()).isZero();
  }

  @Test
  void anUploadedImageIsRecordedAndStored() throws IOException {
    Image image = vault.upload(OWNER, Upload.of(Images.PNG).named("C:\\pictures\\cat.gif"));
    assertThat(image.status()).isEqualTo(ImageStatus.READY);
    assertThat(image.original().mediaType()).isEqualTo(ImageFormat.PNG.mediaType());
    assertThat(image.originalName().value()).isEqualTo("cat.gif");
    assertThat(image.original().width()).isEqualTo(1);
    assertThat(image.original().height()).isEqualTo(1);
    assertThat(image.original().size()).isEqualTo(Images.PNG.length);
    assertThat(image.original().key().value())
        .matches("users/7/images/" + clock.millis() + "-[A-Za-z0-9_-]{22}\\.png");
    try (StoredObject object = storage.open(image.original().key()).orElseThrow()) {
      assertThat(object.content().readAllBytes()).isEqualTo(Images.PNG);
      assertThat(object.contentType()).isEqualTo("image/png");
    }
    assertThat(vault.find(OWNER, image.id())).isEqualTo(image);
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).containsExactly(image);
  }

  @Test
  void onlyTheFirstBytesThatAreTheFileCount() {
    byte[] buffer = Arrays.copyOf(Images.PNG, 4096);
    Image image = vault.upload(OWNER, Upload.of(buffer, Images.PNG.length).named("a"));
    assertThat(image.original().size()).isEqualTo(Images.PNG.length);
  }

  @Test
  void aFileOfExactlyTheMaximumIsAcceptedAndOneByteMoreIsNot() {
    ImageVault exact = vault(POLICY.withMaxFileSize(Images.PNG.length));
    assertThat(exact.upload(OWNER, Upload.of(Images.PNG).named("a.png")).original().size())
        .isEqualTo(Images.PNG.length);
    ImageVault less = vault(POLICY.withMaxFileSize(Images.PNG.length - 1));
    assertThatThrownBy(() -> less.upload(OWNER, Upload.of(Images.PNG).named("a.png")))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.TOO_LARGE));
  }

  @Test
  void whatIsRejectedLeavesNothing() {
    assertThatThrownBy(() -> vault.upload(OWNER, Upload.of(new byte[] {1, 2, 3}).named("a.png")))
        .isInstanceOf(ImageRejectedException.class);
    assertThat(repository.pageByKey("", 10)).isEmpty();
    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void anothersImageIsAsAbsentAsOneThatNeverWas() {
    Image image = vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    assertThatThrownBy(() -> vault.find(OTHER, image.id()))
        .isInstanceOf(ImageNotFoundException.class);
    assertThatThrownBy(() -> vault.signedUrl(OTHER, image.id()))
        .isInstanceOf(ImageNotFoundException.class);
    assertThatThrownBy(() -> vault.delete(OTHER, image.id()))
        .isInstanceOf(ImageNotFoundException.class);
    assertThat(vault.list(OTHER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(vault.find(OWNER, image.id())).isEqualTo(image);
  }

  @Test
  void aDeletedImageIsGoneWithItsObject() {
    Image image = vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    vault.delete(OWNER, image.id());
    assertThat(storage.open(image.original().key())).isEmpty();
    assertThat(repository.findByKey(image.original().key())).isEmpty();
    assertThatThrownBy(() -> vault.delete(OWNER, image.id()))
        .isInstanceOf(ImageNotFoundException.class);
  }

  @Test
  void deletingWaitsForTheRepositoryOnly() {
    List<Runnable> handedOver = new ArrayList<>();
    ImageVault later =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(repository)
            .policy(POLICY)
            .clock(clock)
            .deletions(handedOver::add)
            .build();
    Image image = later.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    later.delete(OWNER, image.id());
    assertThat(later.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(storage.open(image.original().key())).isPresent();
    handedOver.forEach(Runnable::run);
    assertThat(storage.open(image.original().key())).isEmpty();
    assertThat(repository.findByKey(image.original().key())).isEmpty();
  }

  @Test
  void whatTheExecutorRefusesIsLeftToTheSweep() {
    ImageVault full =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(repository)
            .policy(POLICY)
            .clock(clock)
            .deletions(
                task -> {
                  throw new RejectedExecutionException();
                })
            .build();
    Image image = full.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    full.delete(OWNER, image.id());
    clock.advance(Duration.ofSeconds(30));
    assertThat(full.sweep().removed()).isEqualTo(1);
    assertThat(storage.open(image.original().key())).isEmpty();
  }

  @Test
  void deletingAllLeavesOthersAlone() {
    Image first = vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    vault.upload(OWNER, Upload.of(Images.PNG).named("b.png"));
    Image others = vault.upload(OTHER, Upload.of(Images.PNG).named("a.png"));
    assertThat(vault.deleteAll(OWNER)).isEqualTo(2);
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(vault.sweep().removed()).isEqualTo(2);
    assertThat(storage.open(first.original().key())).isEmpty();
    assertThat(storage.open(others.original().key())).isPresent();
  }

  @Test
  void theEdgeForgetsADeletedImageBeforeItsRecordGoes() {
    InMemoryEdgeInvalidation edge = new InMemoryEdgeInvalidation();
    ImageVault withEdge =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(repository)
            .edge(edge)
            .policy(POLICY)
            .clock(clock)
            .build();
    Image first = withEdge.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    Image second = withEdge.upload(OWNER, Upload.of(Images.PNG).named("b.png"));
    withEdge.delete(OWNER, first.id());
    withEdge.delete(OWNER, second.id());
    assertThat(storage.open(first.original().key())).isEmpty();
    assertThat(repository.findByKey(first.original().key())).isPresent();
    assertThat(edge.invalidated()).isEmpty();

    clock.advance(Duration.ofSeconds(30));
    assertThat(withEdge.sweep().removed()).isEqualTo(2);
    assertThat(edge.invalidated())
        .containsExactlyInAnyOrder(first.original().key(), second.original().key());
    assertThat(repository.findByKey(first.original().key())).isEmpty();
  }

  @Test
  void whatTheEdgeWasNotToldOfIsToldAgain() {
    InMemoryEdgeInvalidation edge = new InMemoryEdgeInvalidation();
    AtomicBoolean away = new AtomicBoolean(true);
    EdgeInvalidation faulty =
        (keys, timeout) -> {
          if (away.get()) {
            throw away(BackEndException.BackEnd.EDGE);
          }
          edge.invalidate(keys, timeout);
        };
    ImageVault withEdge =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(repository)
            .edge(faulty)
            .policy(POLICY)
            .clock(clock)
            .build();
    Image image = withEdge.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    withEdge.delete(OWNER, image.id());
    clock.advance(Duration.ofSeconds(30));
    assertThat(withEdge.sweep().failed()).isEqualTo(1);
    assertThat(repository.findByKey(image.original().key())).isPresent();
    away.set(false);
    clock.advance(POLICY.sweepDelay());
    assertThat(withEdge.sweep().removed()).isEqualTo(1);
    assertThat(edge.charged()).isEqualTo(1);
  }

  @Test
  void aSweepOfManyImagesTakesThemAllInAHandfulOfCalls() {
    AtomicInteger calls = new AtomicInteger();
    ImageStorage counted =
        new ForwardingStorage(storage) {
          @Override
          public Map<ObjectKey, BackEndException> deleteAll(
              Collection<ObjectKey> keys, Duration timeout) {
            calls.incrementAndGet();
            return super.deleteAll(keys, timeout);
          }

          @Override
          public void delete(ObjectKey key, Duration timeout) {
            throw new AssertionError("one by one");
          }
        };
    ImageVault sweeping =
        ImageVault.builder()
            .storage(counted)
            .urls(signer)
            .records(repository)
            .policy(POLICY)
            .clock(clock)
            .build();
    for (int i = 0; i < 1015; i++) {
      vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    }
    vault.deleteAll(OWNER);
    assertThat(sweeping.sweep().removed()).isEqualTo(1015);
    assertThat(calls).hasValue(2);
    assertThat(sweeping.sweep().idle()).isTrue();
    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void anObjectThatCannotBeDeletedKeepsItsRecordAndNoOtherWaits() {
    AtomicReference<ObjectKey> stubborn = new AtomicReference<>();
    ImageStorage faulty =
        new ForwardingStorage(storage) {
          @Override
          public Map<ObjectKey, BackEndException> deleteAll(
              Collection<ObjectKey> keys, Duration timeout) {
            List<ObjectKey> others =
                keys.stream().filter(key -> !key.equals(stubborn.get())).toList();
            super.deleteAll(others, timeout);
            return others.size() == keys.size()
                ? Map.of()
                : Map.of(stubborn.get(), away(BackEndException.BackEnd.STORAGE));
          }
        };
    ImageVault sweeping =
        ImageVault.builder()
            .storage(faulty)
            .urls(signer)
            .records(repository)
            .policy(POLICY)
            .clock(clock)
            .build();
    Image first = vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    Image second = vault.upload(OWNER, Upload.of(Images.PNG).named("b.png"));
    stubborn.set(first.original().key());
    vault.deleteAll(OWNER);
    SweepReport report = sweeping.sweep();
    assertThat(report.removed()).isEqualTo(1);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.firstFailure()).isPresent();
    assertThat(repository.findByKey(first.original().key())).isPresent();
    assertThat(repository.findByKey(second.original().key())).isEmpty();
    stubborn.set(null);
    clock.advance(POLICY.sweepDelay());
    assertThat(sweeping.sweep().removed()).isEqualTo(1);
    assertThat(storage.list("")).isEmpty();
  }

  private static BackEndException away(BackEndException.BackEnd backEnd) {
    return new BackEndException(backEnd, BackEndException.Failure.UNAVAILABLE, "away", null);
  }

  @Test
  void aRepeatedUploadIsGivenTheFirstImage() {
    IdempotencyKey key = new IdempotencyKey("k");
    Image first =
        vault.upload(
            OWNER, Upload.of(Images.PNG, Images.PNG.length).named("a.png").idempotent(key));
    Image second =
        vault.upload(
            OWNER, Upload.of(Images.PNG, Images.PNG.length).named("b.png").idempotent(key));
    assertThat(second).isEqualTo(first);
    assertThat(storage.list("")).hasSize(1);
  }

  @Test
  void anIdempotencyKeyDoesNotServeAnotherImage() {
    IdempotencyKey key = new IdempotencyKey("k");
    vault.upload(OWNER, Upload.of(Images.PNG, Images.PNG.length).named("a.png").idempotent(key));
    assertThatThrownBy(
            () ->
                vault.upload(
                    OWNER, Upload.of(Images.GIF, Images.GIF.length).named("a.gif").idempotent(key)))
        .isInstanceOfSatisfying(
            ImageConflictException.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo(ImageConflictException.Reason.IDEMPOTENCY_CONFLICT));
  }

  @Test
  void deletingAnImageFreesItsIdempotencyKey() {
    IdempotencyKey key = new IdempotencyKey("k");
    Image first =
        vault.upload(
            OWNER, Upload.of(Images.PNG, Images.PNG.length).named("a.png").idempotent(key));
    vault.delete(OWNER, first.id());
    Image second =
        vault.upload(
            OWNER, Upload.of(Images.GIF, Images.GIF.length).named("a.gif").idempotent(key));
    assertThat(second.original().mediaType()).isEqualTo(ImageFormat.GIF.mediaType());
  }

  @Test
  void aUrlOpensItsImageAndStaysTheSameForAWindow() {
    Image image = vault.upload(OWNER, Upload.of(Images.PNG).named("a.png"));
    SignedUrl url = vault.sign(image);
    assertThat(signer.opens(url.url(), image.original().key(), clock.instant())).isTrue();
    assertThat(vault.signedUrl(OWNER, image.id())).isEqualTo(url);
    Duration passed = Duration.ZERO;
    while (vault.sign(image).equals(url)) {
      clock.advance(Duration.ofSeconds(1));
      passed = passed.plusSeconds(1);
    }
    assertThat(passed).isLessThanOrEqualTo(POLICY.signedUrlWindow());
    SignedUrl next = vault.sign(image);
    clock.advance(POLICY.signedUrlWindow().minusSeconds(1));
    assertThat(vault.sign(image)).isEqualTo(next);
    clock.advance(Duration.ofSeconds(1));
    assertThat(vault.sign(image)).isNotEqualTo(next);
  }

  @Test
  void aVaultWithoutItsRequiredPartsIsNotBuilt() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ImageVault.builder().urls(signer).build())
        .withMessageContaining("storage(…) and records(…)")
        .withMessageNotContaining("urls");
  }

  @Test
  void aVaultInMemoryHasOneClock() throws IOException {
    ImageVault own = ImageVault.inMemory(clock);
    Image image = own.upload(OWNER, Upload.of(Images.PNG));
    assertThat(image.createdAt()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    try (StoredObject object = own.open(OWNER, image.id())) {
      assertThat(object.content().readAllBytes()).isEqualTo(Images.PNG);
    }
    assertThatThrownBy(() -> own.open(OTHER, image.id()))
        .isInstanceOf(ImageNotFoundException.class);
  }

  @Test
  void aStreamIsReadToItsEndAndNotBeyondTheLimit() {
    Upload whole = Upload.of(new ByteArrayInputStream(Images.PNG), Images.PNG.length);
    assertThat(vault.upload(OWNER, whole).original().size()).isEqualTo(Images.PNG.length);
    InputStream untouchable =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read");
          }
        };
    assertRejected(
        Upload.of(untouchable, POLICY.maxFileSize() + 1), ImageRejectedException.Reason.TOO_LARGE);
    for (int difference : new int[] {-1, 1}) {
      assertRejected(
          Upload.of(new ByteArrayInputStream(Images.PNG), Images.PNG.length + difference),
          ImageRejectedException.Reason.INVALID);
    }
    assertThat(storage.list("")).hasSize(1);
  }

  private void assertRejected(Upload upload, ImageRejectedException.Reason reason) {
    assertThatThrownBy(() -> vault.upload(OWNER, upload))
        .isInstanceOfSatisfying(
            ImageRejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void allImagesAreReadPageByPage() {
    List<Image> newestFirst = new ArrayList<>();
    for (int i = 0; i < 1203; i++) {
      newestFirst.add(0, vault.upload(OWNER, Upload.of(Images.PNG)));
    }
    assertThat(vault.all(OWNER)).containsExactlyElementsOf(newestFirst);
    assertThat(vault.all(OTHER)).isEmpty();
  }

  @Test
  void anObserverSeesWhatHappensAndFailsNothing() {
    List<String> seen = new ArrayList<>();
    VaultObserver observer =
        new VaultObserver() {
          @Override
          public void uploaded(Image image) {
            seen.add("uploaded");
            throw new IllegalStateException("of no matter");
          }

          @Override
          public void refused(OwnerId owner, ImageException reason) {
            seen.add("refused " + owner);
            throw new IllegalStateException("of no matter");
          }

          @Override
          public void swept(SweepReport report) {
            seen.add("swept " + report.removed());
            throw new IllegalStateException("of no matter");
          }
        };
    ImageVault watched =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(repository)
            .observer(observer)
            .clock(clock)
            .build();
    watched.upload(OWNER, Upload.of(Images.PNG));
    assertThatThrownBy(() -> watched.upload(OWNER, Upload.of(new byte[0])))
        .isInstanceOf(ImageRejectedException.class);
    watched.deleteAll(OWNER);
    watched.sweep();
    assertThat(seen).containsExactly("uploaded", "refused 7", "swept 1");
  }

  @Test
  void whatAClientSentIsNeverAFaultOfOurs() {
    for (String id : List.of("", "0", "-1", "+1", "01", "1.0", "9007199254740992", "٣", "x")) {
      assertThatThrownBy(() -> ImageId.parse(id)).isInstanceOf(ImageNotFoundException.class);
    }
    assertThat(ImageId.parse("9007199254740991").value()).isEqualTo(ImageId.MAX_VALUE);
    for (String key : List.of("", " ", "ä", "k".repeat(256))) {
      assertThatThrownBy(() -> IdempotencyKey.parse(key))
          .isInstanceOfSatisfying(
              ImageRejectedException.class,
              e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.IDEMPOTENCY_KEY));
    }
    assertThat(IdempotencyKey.parse("k")).isEqualTo(new IdempotencyKey("k"));
  }

  private ImageVault vault(VaultPolicy policy) {
    return ImageVault.builder()
        .storage(storage)
        .urls(signer)
        .records(repository)
        .policy(policy)
        .clock(clock)
        .build();
  }
}
