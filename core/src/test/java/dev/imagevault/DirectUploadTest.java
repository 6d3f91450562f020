package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.PreparedUpload;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DirectUploadTest {

  private static final OwnerId OWNER = new OwnerId("7");
  private static final byte[] FILE = Images.PNG;

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageStorage store = new InMemoryImageStorage(clock);
  private final AtomicBoolean storeIsAway = new AtomicBoolean();
  private final List<ObjectKey> opened = new ArrayList<>();
  private final InMemoryUploadSigner signer = new InMemoryUploadSigner(store, clock);
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final ImageVault vault = vault(VaultPolicy.DEFAULT);

  @Test
  void aFileThatWasSentToTheStoreBecomesAnImage() throws IOException {
    PreparedUpload prepared = vault.prepare(OWNER, announced("C:\\pictures\\cat.gif"));
    assertThat(prepared.request().expiresAt())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(15)).minusNanos(890_123_000));
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(send(prepared, FILE)).isTrue();

    Image image = vault.complete(OWNER, Completion.of(prepared.id()));
    assertThat(image.originalName().value()).isEqualTo("cat.gif");
    assertThat(image.original().mediaType()).isEqualTo(ImageFormat.PNG.mediaType());
    assertThat(vault.find(OWNER, image.id())).isEqualTo(image);
    try (StoredObject object = vault.open(OWNER, image.id())) {
      assertThat(object.content().readAllBytes()).isEqualTo(FILE);
    }
  }

  @Test
  void whatIsStoredWasCheckedAndNotWhatWasSentLater() throws IOException {
    UploadId id = arrived(FILE);
    Completion swapping =
        Completion.of(id)
            .observed(
                new UploadListener() {
                  @Override
                  public void received() {
                    put(ObjectKey.incoming(OWNER, id), Images.GIF);
                  }
                });
    Image image = vault.complete(OWNER, swapping);
    try (StoredObject object = vault.open(OWNER, image.id())) {
      assertThat(object.content().readAllBytes()).isEqualTo(FILE);
    }
    assertThat(opened).filteredOn(ObjectKey::isIncoming).hasSize(1);
  }

  @Test
  void aRepeatHasTheSameResultForADay() {
    UploadId id = arrived(FILE);
    Image image = vault.complete(OWNER, Completion.of(id));
    sweepAfter(Duration.ofHours(23));
    assertThat(vault.complete(OWNER, Completion.of(id))).isEqualTo(image);
    vault.delete(OWNER, image.id());
    assertNotFound(id);
  }

  @Test
  void aRefusalEndsTheUploadAndIsRepeated() {
    UploadId id = arrived("no image at all".getBytes());
    for (int i = 0; i < 2; i++) {
      assertRejected(id, ImageRejectedException.Reason.UNSUPPORTED);
    }
    assertThat(opened).as("it is not looked at again").hasSize(1);
    assertThat(repository.usage(OWNER).images()).isZero();
    sweepAfter(Duration.ofSeconds(1));
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void aFileOfAnotherSizeIsRefusedUnread() {
    UploadId id = vault.prepare(OWNER, announced("a.png")).id();
    put(ObjectKey.incoming(OWNER, id), Images.GIF);
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id).into(new byte[0])))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining(Images.GIF.length + " bytes, and " + FILE.length);
    assertRejected(id, ImageRejectedException.Reason.MISMATCH);
  }

  @Test
  void aFileWithAnotherHashIsRefused() {
    AnnouncedFile other =
        new AnnouncedFile("a.png", FILE.length, Optional.of(new Sha256("0".repeat(64))));
    UploadId id = vault.prepare(OWNER, other).id();
    put(ObjectKey.incoming(OWNER, id), FILE);
    assertRejected(id, ImageRejectedException.Reason.MISMATCH);
    assertThat(repository.pageByKey("", 10)).isEmpty();
  }

  @Test
  void aFileWithTheAnnouncedHashIsCompletedInTheArrayThatIsGiven() {
    AnnouncedFile file =
        new AnnouncedFile("a.png", FILE.length, Optional.of(ImageBytes.of(FILE).sha256()));
    UploadId id = vault.prepare(OWNER, file).id();
    put(ObjectKey.incoming(OWNER, id), FILE);
    assertThat(vault.announced(OWNER, id)).isEqualTo(file);
    byte[] array = new byte[FILE.length + 100];
    vault.complete(OWNER, Completion.of(id).into(array));
    assertThat(array).startsWith(FILE);
  }

  @Test
  void whatIsTooLargeIsNotPrepared() {
    ImageVault small = vault(VaultPolicy.DEFAULT.withMaxFileSize(FILE.length - 1));
    assertThatThrownBy(() -> small.prepare(OWNER, announced("a.png")))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.TOO_LARGE));
    UploadId id = arrived(FILE);
    assertThatThrownBy(() -> small.complete(OWNER, Completion.of(id)))
        .as("the limit was lowered meanwhile")
        .isInstanceOf(ImageRejectedException.class);
    assertThat(opened).isEmpty();
  }

  @Test
  void beforeTheFileHasArrivedTheUploadStaysAsItIs() {
    PreparedUpload prepared = vault.prepare(OWNER, announced("a.png"));
    assertConflict(prepared.id(), ImageConflictException.Reason.UPLOAD_NOT_RECEIVED);
    assertThat(send(prepared, FILE)).isTrue();
    assertThat(vault.complete(OWNER, Completion.of(prepared.id()))).isNotNull();
  }

  @Test
  void whileTheStoreIsAwayTheUploadStaysAsItIs() {
    UploadId id = arrived(FILE);
    storeIsAway.set(true);
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id)))
        .isInstanceOf(BackEndException.class);
    storeIsAway.set(false);
    assertThat(vault.complete(OWNER, Completion.of(id))).isNotNull();
  }

  @Test
  void anUploadThatNobodyWaitsForStaysAsItIs() {
    UploadId id = arrived(FILE);
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id).until(() -> true)))
        .isInstanceOf(CancellationException.class);
    Image image = vault.complete(OWNER, Completion.of(id));
    vault.withdraw(id, image);
    assertThat(vault.list(OWNER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(vault.complete(OWNER, Completion.of(id)).id()).isNotEqualTo(image.id());
  }

  @Test
  void aSecondCompletionMeetsTheFirst() {
    UploadId id = arrived(FILE);
    List<ImageConflictException.Reason> met = new ArrayList<>();
    vault.complete(
        OWNER,
        Completion.of(id)
            .observed(
                new UploadListener() {
                  @Override
                  public void checked() {
                    try {
                      vault.complete(OWNER, Completion.of(id));
                    } catch (ImageConflictException e) {
                      met.add(e.reason());
                    }
                  }
                }));
    assertThat(met).containsExactly(ImageConflictException.Reason.UPLOAD_IN_PROGRESS);
  }

  @Test
  void deletingAllWithdrawsWhatIsBeingCompleted() {
    UploadId id = arrived(FILE);
    UploadListener deleting =
        new UploadListener() {
          @Override
          public void checked() {
            assertThat(vault.deleteAll(OWNER)).isZero();
          }
        };
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id).observed(deleting)))
        .isInstanceOfSatisfying(
            ImageConflictException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageConflictException.Reason.WITHDRAWN));
    assertNotFound(id);
  }

  @Test
  void whatIsGivenUpGoesWithTheNextSweep() {
    UploadId id = arrived(FILE);
    vault.giveUp(OWNER, id);
    assertNotFound(id);
    sweepAfter(Duration.ofSeconds(1));
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void whatNobodyCompletesGoesSixteenMinutesAfterItsUrlExpired() {
    UploadId id = arrived(FILE);
    sweepAfter(Duration.ofMinutes(30));
    assertThat(store.list("")).hasSize(1);
    sweepAfter(Duration.ofMinutes(2));
    assertThat(store.list("")).isEmpty();
    assertNotFound(id);
    put(ObjectKey.incoming(OWNER, id), FILE);
    SweepReport last = sweepAfter(Duration.ofHours(25));
    assertThat(store.list("")).as("a body that came late").isEmpty();
    assertThat(last.removed()).isEqualTo(1);
  }

  @Test
  void whileTheStoreIsAwayNothingIsForgotten() {
    UploadId id = arrived(FILE);
    vault.giveUp(OWNER, id);
    storeIsAway.set(true);
    SweepReport failed = sweepAfter(Duration.ofSeconds(1));
    assertThat(failed.failed()).isEqualTo(1);
    assertThat(failed.firstFailure()).isPresent();
    storeIsAway.set(false);
    sweepAfter(Duration.ofMinutes(2));
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void preparedUploadsCountInTheQuota() {
    ImageVault limited =
        vault(VaultPolicy.DEFAULT.withQuota(new Quota(OptionalLong.of(1), OptionalLong.empty())));
    UploadId id = limited.prepare(OWNER, announced("a.png")).id();
    assertThatThrownBy(() -> limited.upload(OWNER, Upload.of(FILE)))
        .isInstanceOf(ImageConflictException.class);
    assertThatThrownBy(() -> limited.requireRoom(OWNER)).isInstanceOf(ImageConflictException.class);
    put(ObjectKey.incoming(OWNER, id), FILE);
    assertThat(limited.complete(OWNER, Completion.of(id))).isNotNull();
  }

  @Test
  void reconcilingFindsFilesWithoutTheirUpload() {
    arrived(FILE);
    ObjectKey orphan =
        ObjectKey.incoming(OWNER, UploadId.create(clock.instant(), new SecureRandom()));
    put(orphan, FILE);
    clock.advance(Duration.ofMinutes(11));
    List<Discrepancy> found = new ArrayList<>();
    assertThat(vault.reconcile(found::add, items -> {}).objectsWithoutRecord()).isEqualTo(1);
    assertThat(found)
        .containsExactly(new Discrepancy(Discrepancy.Kind.OBJECT_WITHOUT_RECORD, orphan));
    assertThat(vault.repair(OptionalLong.empty(), any -> {}, items -> {}).repaired()).isEqualTo(1);
    assertThat(store.list(ObjectKey.INCOMING)).hasSize(1);
  }

  @Test
  void aVaultWithoutDirectUploadsSaysSo() {
    ImageVault plain =
        ImageVault.builder()
            .storage(store)
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .build();
    assertThat(plain.takesDirectUploads()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> plain.prepare(OWNER, announced("a.png")))
        .withMessageContaining("uploadUrls");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ImageVault.builder()
                    .storage(store)
                    .urls(new InMemoryUrlSigner())
                    .records(repository)
                    .uploadUrls(signer)
                    .build())
        .withMessageContaining("uploadRecords");
  }

  private ImageVault vault(VaultPolicy policy) {
    return ImageVault.builder()
        .storage(
            new ForwardingStorage(store) {
              @Override
              public Optional<StoredObject> open(ObjectKey key) {
                opened.add(key);
                return storeIsAway.get()
                    ? Optional.of(new StoredObject(broken(), "image/x", FILE.length))
                    : super.open(key);
              }

              @Override
              public Map<ObjectKey, BackEndException> deleteAll(
                  Collection<ObjectKey> keys, Duration timeout) {
                return storeIsAway.get()
                    ? Map.of(keys.iterator().next(), away())
                    : super.deleteAll(keys, timeout);
              }
            })
        .urls(new InMemoryUrlSigner())
        .records(repository)
        .uploadUrls(signer)
        .uploadRecords(repository.uploads())
        .policy(policy)
        .clock(clock)
        .build();
  }

  private static BackEndException away() {
    return new BackEndException(
        BackEndException.BackEnd.STORAGE, BackEndException.Failure.UNAVAILABLE, "away", null);
  }

  /** It breaks off in the middle. */
  private static InputStream broken() {
    return new ByteArrayInputStream(FILE, 0, FILE.length / 2);
  }

  private static AnnouncedFile announced(String name) {
    return new AnnouncedFile(name, FILE.length, Optional.empty());
  }

  private UploadId arrived(byte[] file) {
    PreparedUpload prepared =
        vault.prepare(OWNER, new AnnouncedFile("a.png", file.length, Optional.empty()));
    assertThat(send(prepared, file)).isTrue();
    return prepared.id();
  }

  private boolean send(PreparedUpload prepared, byte[] file) {
    return signer.put(prepared.request().url(), prepared.request().headers(), file);
  }

  private void put(ObjectKey key, byte[] file) {
    store.put(key, ImageFormat.GIF.mediaType(), ImageBytes.of(file), Duration.ofSeconds(1));
  }

  private SweepReport sweepAfter(Duration time) {
    clock.advance(time);
    return vault.sweep();
  }

  private void assertNotFound(UploadId id) {
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id)))
        .isInstanceOf(UploadNotFoundException.class);
  }

  private void assertRejected(UploadId id, ImageRejectedException.Reason reason) {
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id)))
        .isInstanceOfSatisfying(
            ImageRejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void assertConflict(UploadId id, ImageConflictException.Reason reason) {
    assertThatThrownBy(() -> vault.complete(OWNER, Completion.of(id)))
        .isInstanceOfSatisfying(
            ImageConflictException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
