package dev.imagevault.sabotage;

import dev.imagevault.contract.UploadRepositoryContract;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ForwardingUploads;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SabotagedUploadsTest {

  private static Function<UploadRepository, UploadRepository> suspect = correct -> correct;

  static class Contract extends UploadRepositoryContract {
    private final AdvancingClock clock = new AdvancingClock();
    private final InMemoryImageRepository images = new InMemoryImageRepository(clock);

    @Override
    protected ImageRepository emptyRepository() {
      return images;
    }

    @Override
    protected UploadRepository uploads(ImageRepository ignored) {
      return suspect.apply(images.uploads());
    }

    @Override
    protected void passTime(Duration duration) {
      clock.advance(duration);
    }
  }

  private static Verdict verdictOn(Function<UploadRepository, UploadRepository> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }

  @Test
  void aCorrectRepositoryPasses() {
    verdictOn(correct -> correct).isInnocent();
  }

  @Test
  void aQuotaThatIsNotKeptIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public void insert(
                      OwnerId owner,
                      UploadId id,
                      AnnouncedFile file,
                      Duration timeToLive,
                      Quota quota) {
                    super.insert(owner, id, file, timeToLive, Quota.UNLIMITED);
                  }
                })
        .names("D3: ");
  }

  @Test
  void anotherTimeToLiveIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public void insert(
                      OwnerId owner,
                      UploadId id,
                      AnnouncedFile file,
                      Duration timeToLive,
                      Quota quota) {
                    super.insert(owner, id, file, timeToLive.plusMinutes(1), quota);
                  }
                })
        .names("D9: it has expired");
  }

  @Test
  void attemptsWithoutALeaseAreCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public UploadAttempt begin(OwnerId owner, UploadId id) {
                    UploadAttempt begun = super.begin(owner, id);
                    super.release(begun);
                    return begun;
                  }
                })
        .names("D6: ");
  }

  @Test
  void aResultThatIsForgottenIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public UploadAttempt begin(OwnerId owner, UploadId id) {
                    UploadAttempt begun = super.begin(owner, id);
                    return new UploadAttempt(
                        owner, id, begun.file(), begun.number(), Optional.empty());
                  }
                })
        .names("D7: ");
  }

  @Test
  void aRefusalThatIsForgottenIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public void refuse(UploadAttempt attempt, ImageRejectedException why) {
                    super.release(attempt);
                  }
                })
        .names("D8: ");
  }

  @Test
  void anUploadThatIsNeverReleasedIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public void release(UploadAttempt attempt) {}
                })
        .names("D15: ");
  }

  @Test
  void anImageThatIsWithdrawnWithoutItsUploadIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public void withdraw(
                      OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {}
                })
        .names("D16: ");
  }

  @Test
  void filesThatAreClaimedTwiceAreCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  private List<ObjectKey> last = List.of();

                  @Override
                  public List<ObjectKey> claim(int limit) {
                    List<ObjectKey> claimed = super.claim(limit);
                    List<ObjectKey> again = claimed.isEmpty() ? last : claimed;
                    last = again;
                    return again;
                  }
                })
        .names("D18: ");
  }

  @Test
  void recordsThatAreRemovedWithTheFirstDeletionAreCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public int deleted(Collection<ObjectKey> keys) {
                    super.deleted(keys);
                    return keys.size();
                  }
                })
        .names("D21: ");
  }

  @Test
  void aRecordThatNobodyKnowsIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public boolean isKnown(ObjectKey key) {
                    return false;
                  }
                })
        .names("D22: ");
  }

  @Test
  void aLimitThatIsCutToSizeIsCaught() {
    verdictOn(
            correct ->
                new ForwardingUploads(correct) {
                  @Override
                  public List<ObjectKey> claim(int limit) {
                    return super.claim(Math.max(1, Math.min(limit, 1000)));
                  }
                })
        .names("D23: ");
  }
}
