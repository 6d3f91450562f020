package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.ListedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageImportTest {

  private static final OwnerId OWNER = new OwnerId("7");
  private static final ImageId ID = new ImageId(1000);
  private static final Instant LONG_AGO = Instant.parse("2019-03-04T05:06:07.089Z");

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
  private boolean answersAreLost;
  private final ImageVault vault =
      ImageVault.builder()
          .storage(
              new ForwardingStorage(storage) {
                @Override
                public void put(
                    ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
                  super.put(key, mediaType, bytes, timeout);
                  if (answersAreLost) {
                    throw new BackEndException(
                        BackEndException.BackEnd.STORAGE,
                        BackEndException.Failure.UNKNOWN,
                        "no answer",
                        null);
                  }
                }
              })
          .urls(new InMemoryUrlSigner())
          .records(repository)
          .importRecords(repository.imports())
          .policy(
              VaultPolicy.DEFAULT.withQuota(new Quota(OptionalLong.of(0), OptionalLong.empty())))
          .clock(clock)
          .build();

  private static ForeignImage foreign(byte[] file) {
    return new ForeignImage(
        OWNER,
        Origin.of("bucket", "1000", "users/7/images/1.png"),
        Upload.of(file).named("cat.png"),
        Optional.of(ID),
        Optional.of(LONG_AGO));
  }

  private List<String> keys() {
    try (Stream<ListedObject> objects = storage.list("")) {
      return objects.map(ListedObject::key).toList();
    }
  }

  @Test
  void anImportIsStoredAsAnUploadIsWhateverTheQuota() {
    List<Image> told = new ArrayList<>();
    try (ImageImport run = vault.beginImport().orElseThrow()) {
      run.reserve(ID);
      Image image = run.store(foreign(Images.PNG), told::add);
      assertThat(image.id()).isEqualTo(ID);
      assertThat(image.createdAt()).isEqualTo(LONG_AGO);
      assertThat(vault.find(OWNER, ID)).isEqualTo(image);
      assertThat(keys()).containsExactly(image.original().key().value());
      assertThat(told).extracting(Image::id).containsExactly(ID);
    }
  }

  @Test
  void whatLostItsAnswerIsImportedAgainAndLeavesNothing() {
    try (ImageImport run = vault.beginImport().orElseThrow()) {
      run.reserve(ID);
      answersAreLost = true;
      assertThatExceptionOfType(BackEndException.class)
          .isThrownBy(() -> run.store(foreign(Images.PNG), image -> {}));
      answersAreLost = false;
      Image image = run.store(foreign(Images.PNG), recorded -> {});
      assertThat(keys()).hasSize(2);
      for (int minute = 0; minute < 40; minute++) {
        clock.advance(Duration.ofMinutes(1));
        vault.sweep();
      }
      assertThat(keys()).containsExactly(image.original().key().value());
      assertThat(repository.backlog().deleting()).isZero();
      assertThat(vault.find(OWNER, ID)).isEqualTo(image);
    }
  }

  @Test
  void aCheckRefusesWhatStoringWouldAndStoresNothing() {
    try (ImageImport run = vault.beginImport().orElseThrow()) {
      run.check(foreign(Images.PNG));
      assertThatExceptionOfType(ImageRejectedException.class)
          .isThrownBy(() -> run.check(foreign(new byte[] {1, 2, 3})));
      assertThat(keys()).isEmpty();
      Image stored = run.store(foreign(Images.PNG), image -> {});
      assertThat(stored.id()).isEqualTo(ID);
      for (boolean dry : new boolean[] {true, false}) {
        assertThatExceptionOfType(ImageConflictException.class)
            .isThrownBy(
                () -> {
                  if (dry) {
                    run.check(foreign(Images.PNG));
                  } else {
                    run.store(foreign(Images.PNG), image -> {});
                  }
                })
            .satisfies(
                e -> assertThat(e.reason()).isEqualTo(ImageConflictException.Reason.ID_TAKEN));
      }
    }
  }

  @Test
  void oneImportIsUnderWayAtATime() {
    try (ImageImport run = vault.beginImport().orElseThrow()) {
      assertThat(vault.beginImport()).isEmpty();
      assertThat(run.imported(List.of())).isEmpty();
    }
    assertThat(vault.beginImport()).isPresent();
  }
}
