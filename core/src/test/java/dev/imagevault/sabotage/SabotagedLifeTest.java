package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.ImageLifeContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a life is compared with is said first, and then what befell which call. */
class SabotagedLifeTest {

  private static Supplier<CorrectRepository> records = CorrectRepository::new;
  private static Supplier<ImageStorage> objects = CorrectStorage::new;

  static class Contract extends ImageLifeContract {
    private CorrectRepository repository = new CorrectRepository();

    @Override
    protected ImageStorage storage() {
      return objects.get();
    }

    @Override
    protected ImageRepository emptyRepository() {
      repository = records.get();
      return repository;
    }

    @Override
    protected void passTime(Duration duration) {
      repository.clock.advance(duration);
    }
  }

  @Test
  void aRecordThatStaysWithoutItsObjectIsCaught() {
    complaintsAbout(
        () ->
            new CorrectRepository() {
              @Override
              public void remove(Collection<Image> images) {}
            },
        CorrectStorage::new,
        "L1: records and objects agree; after ");
  }

  @Test
  void anUploadThatNobodyFinishesIsCaught() {
    complaintsAbout(
        () ->
            new CorrectRepository() {
              @Override
              public List<Claim> claimUnfinished(Duration older, Duration latePut, int limit) {
                return List.of();
              }
            },
        CorrectStorage::new,
        "L2: nothing is left unfinished; after ");
  }

  @Test
  void anObjectThatIsCutShortIsCaught() {
    complaintsAbout(
        CorrectRepository::new,
        () ->
            new CorrectStorage() {
              @Override
              public void put(
                  ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
                super.put(key, mediaType, ImageBytes.of(new byte[7]), timeout);
              }
            },
        "L3: every object is whole; ");
  }

  @Test
  void anAcknowledgedImageThatIsLostIsCaught() {
    complaintsAbout(
        () ->
            new CorrectRepository() {
              @Override
              public Optional<Image> publish(OwnerId owner, ImageId id) {
                Optional<Image> published = super.publish(owner, id);
                super.withdraw(owner, id, true);
                return published;
              }
            },
        CorrectStorage::new,
        "L4: [1] images are left, not 0; ");
  }

  @Test
  void aFailureThatIsNoBackEndExceptionIsCaught() {
    complaintsAbout(
        CorrectRepository::new,
        () ->
            new CorrectStorage() {
              @Override
              public void put(
                  ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
                throw new IllegalStateException("the disk is full");
              }
            },
        "L5: what is sound succeeds, and faults are handled; ");
  }

  private static void complaintsAbout(
      Supplier<CorrectRepository> repository, Supplier<ImageStorage> storage, String beginning) {
    records = repository;
    objects = storage;
    List<String> complaints = Verdict.of(Contract.class).complaints();
    assertThat(complaints).anyMatch(complaint -> complaint.contains(": " + beginning));
  }
}
