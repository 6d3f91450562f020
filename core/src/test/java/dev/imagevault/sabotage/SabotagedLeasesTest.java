package dev.imagevault.sabotage;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the author of a repository would otherwise have to guess. */
class SabotagedLeasesTest {

  private static Supplier<CorrectRepository> suspect = CorrectRepository::new;

  static class Contract extends ImageRepositoryContract {
    private final CorrectRepository repository = suspect.get();

    @Override
    protected ImageRepository emptyRepository() {
      return repository;
    }

    @Override
    protected void passTime(Duration duration) {
      repository.clock.advance(duration);
    }
  }

  @Test
  void aLimitThatIsCutToSizeIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
                    return super.page(owner, from, Math.max(1, Math.min(limit, 1000)));
                  }
                })
        .names("R30:");
  }

  @Test
  void aWithdrawalWithAHeadStartIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
                    if (super.find(owner, id).isPresent()) {
                      super.delete(owner, id);
                    }
                    super.withdraw(owner, id, putIsOver);
                  }
                })
        .names("R31:");
  }

  @Test
  void aPutOfWhatWasReadyThatIsWaitedForIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Claim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan, latePut, limit).stream()
                        .map(claim -> new Claim(claim.image(), claim.lease(), false))
                        .toList();
                  }
                })
        .names("R26:");
  }

  @Test
  void aRefusedUploadThatTakesThePlaceOfADeadOneIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    try {
                      return super.insert(image, quota);
                    } catch (ImageConflictException e) {
                      super.pageByKey("", 1000).stream()
                          .filter(each -> each.status() == ImageStatus.PENDING)
                          .forEach(each -> super.withdraw(each.owner(), each.id(), false));
                      throw e;
                    }
                  }
                })
        .names("R32:");
  }

  @Test
  void anObjectKeyThatIsRecordedTwiceIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    try {
                      return super.insert(image, quota);
                    } catch (BackEndException e) {
                      return super.findByKey(image.original().key()).orElseThrow();
                    }
                  }
                })
        .names("R33:");
  }

  @Test
  void aLeaseThatCountsAsAnUpdateIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Claim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan, latePut, limit).stream()
                        .map(
                            claim ->
                                new Claim(updated(claim.image()), claim.lease(), claim.putIsOver()))
                        .toList();
                  }

                  private Image updated(Image image) {
                    return new Image(
                        image.id(),
                        image.owner(),
                        image.originalName(),
                        image.original(),
                        image.sha256(),
                        image.status(),
                        image.createdAt(),
                        clock.instant());
                  }
                })
        .names("R34:");
  }

  private static Verdict verdictOn(Supplier<CorrectRepository> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
