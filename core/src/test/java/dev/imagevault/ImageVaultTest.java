package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final ImageVault vault = new ImageVault(storage, signer, repository, POLICY, clock);

  @Test
  void anUploadThatNobodyWaitsForAnyMoreEndsWithItsCheckAndLeavesNothing() {
    assertThatThrownBy(
            () ->
                vault.upload(
                    OWNER,
                    "a.png",
                    Images.PNG,
                    Images.PNG.length,
                    Optional.empty(),
                    () -> {},
                    () -> true))
        .isInstanceOf(CancellationException.class);
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(repository.usage(OWNER).images()).isZero();
  }

  @Test
  void anUploadedImageIsRecordedAndStored() throws IOException {
    Image image = vault.upload(OWNER, "C:\\pictures\\cat.gif", Images.PNG);
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
    Image image = vault.upload(OWNER, "a", buffer, Images.PNG.length, Optional.empty());
    assertThat(image.original().size()).isEqualTo(Images.PNG.length);
  }

  @Test
  void aFileOfExactlyTheMaximumIsAcceptedAndOneByteMoreIsNot() {
    ImageVault exact = vault(POLICY.withMaxFileSize(Images.PNG.length));
    assertThat(exact.upload(OWNER, "a.png", Images.PNG).original().size())
        .isEqualTo(Images.PNG.length);
    ImageVault less = vault(POLICY.withMaxFileSize(Images.PNG.length - 1));
    assertThatThrownBy(() -> less.upload(OWNER, "a.png", Images.PNG))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.TOO_LARGE));
  }

  @Test
  void whatIsRejectedLeavesNothing() {
    assertThatThrownBy(() -> vault.upload(OWNER, "a.png", new byte[] {1, 2, 3}))
        .isInstanceOf(ImageRejectedException.class);
    assertThat(repository.pageByKey("", 10)).isEmpty();
    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void anothersImageIsAsAbsentAsOneThatNeverWas() {
    Image image = vault.upload(OWNER, "a.png", Images.PNG);
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
    Image image = vault.upload(OWNER, "a.png", Images.PNG);
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
        new ImageVault(
            storage, signer, repository, Optional.empty(), POLICY, clock, handedOver::add);
    Image image = later.upload(OWNER, "a.png", Images.PNG);
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
        new ImageVault(
            storage,
            signer,
            repository,
            Optional.empty(),
            POLICY,
            clock,
            task -> {
              throw new RejectedExecutionException();
            });
    Image image = full.upload(OWNER, "a.png", Images.PNG);
    full.delete(OWNER, image.id());
    clock.advance(Duration.ofSeconds(30));
    assertThat(full.sweep().removed()).isEqualTo(1);
    assertThat(storage.open(image.original().key())).isEmpty();
  }

  @Test
  void deletingAllLeavesOthersAlone() {
    Image first = vault.upload(OWNER, "a.png", Images.PNG);
    vault.upload(OWNER, "b.png", Images.PNG);
    Image others = vault.upload(OTHER, "a.png", Images.PNG);
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
        new ImageVault(storage, signer, repository, Optional.of(edge), POLICY, clock);
    Image first = withEdge.upload(OWNER, "a.png", Images.PNG);
    Image second = withEdge.upload(OWNER, "b.png", Images.PNG);
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
        new ImageVault(storage, signer, repository, Optional.of(faulty), POLICY, clock);
    Image image = withEdge.upload(OWNER, "a.png", Images.PNG);
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
    ImageVault sweeping = new ImageVault(counted, signer, repository, POLICY, clock);
    for (int i = 0; i < 1015; i++) {
      vault.upload(OWNER, "a.png", Images.PNG);
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
    ImageVault sweeping = new ImageVault(faulty, signer, repository, POLICY, clock);
    Image first = vault.upload(OWNER, "a.png", Images.PNG);
    Image second = vault.upload(OWNER, "b.png", Images.PNG);
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
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k"));
    Image first = vault.upload(OWNER, "a.png", Images.PNG, Images.PNG.length, key);
    Image second = vault.upload(OWNER, "b.png", Images.PNG, Images.PNG.length, key);
    assertThat(second).isEqualTo(first);
    assertThat(storage.list("")).hasSize(1);
  }

  @Test
  void anIdempotencyKeyDoesNotServeAnotherImage() {
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k"));
    vault.upload(OWNER, "a.png", Images.PNG, Images.PNG.length, key);
    assertThatThrownBy(() -> vault.upload(OWNER, "a.gif", Images.GIF, Images.GIF.length, key))
        .isInstanceOfSatisfying(
            ImageConflictException.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo(ImageConflictException.Reason.IDEMPOTENCY_CONFLICT));
  }

  @Test
  void deletingAnImageFreesItsIdempotencyKey() {
    Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k"));
    Image first = vault.upload(OWNER, "a.png", Images.PNG, Images.PNG.length, key);
    vault.delete(OWNER, first.id());
    Image second = vault.upload(OWNER, "a.gif", Images.GIF, Images.GIF.length, key);
    assertThat(second.original().mediaType()).isEqualTo(ImageFormat.GIF.mediaType());
  }

  @Test
  void aUrlOpensItsImageAndStaysTheSameForAWindow() {
    Image image = vault.upload(OWNER, "a.png", Images.PNG);
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

  private ImageVault vault(VaultPolicy policy) {
    return new ImageVault(storage, signer, repository, policy, clock);
  }
}
