package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SabotagedRepositoryTest {

  private static Supplier<ForwardingRepository> suspect = ForwardingRepository::new;

  static class Contract extends ImageRepositoryContract {
    private final ForwardingRepository repository = suspect.get();

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
  void aCorrectRepositoryPasses() {
    verdictOn(ForwardingRepository::new).isInnocent();
  }

  @Test
  void anImageThatIsReadyAtOnceIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    return super.publish(super.insert(image, quota).id()).orElseThrow();
                  }
                })
        .names("R1:");
  }

  @Test
  void aForgottenIdempotencyKeyIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    return super.insert(withoutKey(image), quota);
                  }
                })
        .names("R2:");
  }

  @Test
  void idempotencyThatIsCheckedBeforeItIsTakenIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    if (image.idempotencyKey().isEmpty()) {
                      return super.insert(image, quota);
                    }
                    try {
                      super.insert(image, quota);
                    } catch (ImageConflictException e) {
                      if (e.reason() != ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS) {
                        throw e;
                      }
                    }
                    NewImage another =
                        new NewImage(
                            image.owner(),
                            new ObjectKey(image.key().value().replace(".png", ".jpg")),
                            image.originalName(),
                            image.format(),
                            image.size(),
                            image.width(),
                            image.height(),
                            image.sha256(),
                            Optional.empty());
                    return super.insert(another, quota);
                  }
                })
        .names("R3:");
  }

  @Test
  void aQuotaThatIsNotKeptIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    return super.insert(image, Quota.UNLIMITED);
                  }
                })
        .names("R21:");
  }

  @Test
  void aQuotaThatIsCheckedBeforeItIsUsedIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  private final CyclicBarrier allHaveLooked = new CyclicBarrier(4);

                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    quota.requireRoom(super.usage(image.owner()), image.size());
                    if (!quota.isUnlimited()) {
                      meet(allHaveLooked);
                    }
                    return super.insert(image, Quota.UNLIMITED);
                  }
                })
        .names("R22:");
  }

  /** Waits for other callers; where none come, goes on. */
  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      barrier.reset();
    }
  }

  @Test
  void usageWithoutUploadsUnderWayIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Usage usage(OwnerId owner) {
                    List<Image> seen = super.page(owner, Optional.empty(), 1000).images();
                    return new Usage(seen.size(), seen.stream().mapToLong(Image::size).sum());
                  }
                })
        .names("R23:");
  }

  @Test
  void aPublishThatDoesNothingIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> publish(ImageId id) {
                    return super.pageByKey(Optional.empty(), 1000).stream()
                        .filter(image -> image.id().equals(id))
                        .findFirst();
                  }
                })
        .names("R4:");
  }

  @Test
  void aWithdrawalThatDoesNothingIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public void withdraw(ImageId id, boolean putIsOver) {}
                })
        .names("R7:");
  }

  @Test
  void aWithdrawalThatForgetsTheLatePutIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public void withdraw(ImageId id, boolean putIsOver) {
                    super.withdraw(id, true);
                  }
                })
        .names("a put of unknown outcome may still arrive");
  }

  @Test
  void aDeletedImageThatCanStillBeFoundIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> delete(OwnerId owner, ImageId id) {
                    return super.find(owner, id);
                  }
                })
        .names("R8:");
  }

  @Test
  void deletingAnothersImageIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> delete(OwnerId owner, ImageId id) {
                    return super.pageByKey(Optional.empty(), 1000).stream()
                        .filter(image -> image.id().equals(id))
                        .findFirst()
                        .flatMap(image -> super.delete(image.owner(), id));
                  }
                })
        .names("R10:");
  }

  @Test
  void deletingOnlyWhatIsReadyIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public int deleteAll(OwnerId owner) {
                    List<Image> ready = super.page(owner, Optional.empty(), 1000).images();
                    ready.forEach(image -> super.delete(owner, image.id()));
                    return ready.size();
                  }
                })
        .names("R11:");
  }

  @Test
  void anUploadThatDoesNotLearnWhoWithdrewItIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> publish(ImageId id) {
                    try {
                      return super.publish(id);
                    } catch (ImageConflictException e) {
                      return Optional.empty();
                    }
                  }
                })
        .names("R24:");
  }

  @Test
  void aSweepThatCountsAsTheOwnersDeletionIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> publish(ImageId id) {
                    Optional<Image> published = super.publish(id);
                    if (published.isEmpty()) {
                      throw new ImageConflictException(
                          ImageConflictException.Reason.WITHDRAWN, "somebody did it");
                    }
                    return published;
                  }
                })
        .names("R24:");
  }

  @Test
  void removingWhatIsReadyIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public void remove(ImageId id) {
                    super.withdraw(id, true);
                    super.remove(id);
                  }
                })
        .names("R12:");
  }

  @Test
  void findingAnothersImageIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Optional<Image> find(OwnerId owner, ImageId id) {
                    return super.pageByKey(Optional.empty(), 1000).stream()
                        .filter(image -> image.id().equals(id))
                        .findFirst()
                        .flatMap(image -> super.find(image.owner(), id));
                  }
                })
        .names("R13:");
  }

  @Test
  void oldestFirstIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
                    ImagePage page = super.page(owner, before, limit);
                    List<Image> reversed = new ArrayList<>(page.images());
                    Collections.reverse(reversed);
                    return new ImagePage(reversed, page.next());
                  }
                })
        .names("R14:");
  }

  @Test
  void aNextPageThatIsEmptyIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
                    List<Image> images = super.page(owner, before, limit).images();
                    return new ImagePage(
                        images,
                        images.size() < limit
                            ? Optional.empty()
                            : Optional.of(images.get(images.size() - 1).id()));
                  }
                })
        .names("R15:");
  }

  @Test
  void claimingTooEarlyIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public List<Claim> claimUnfinished(Duration olderThan, int limit) {
                    return super.claimUnfinished(olderThan.dividedBy(2), limit);
                  }
                })
        .names("R16:");
  }

  @Test
  void aLeaseThatDoesNotKeepOthersAwayIsCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public List<Claim> claimUnfinished(Duration olderThan, int limit) {
                    List<Claim> claims = super.claimUnfinished(olderThan, limit);
                    return claims.isEmpty() ? again(olderThan, limit) : claims;
                  }

                  private List<Claim> again(Duration olderThan, int limit) {
                    clock.advance(olderThan);
                    return super.claimUnfinished(olderThan, limit);
                  }
                })
        .names("R17:");
  }

  @Test
  void pagesOfReadyImagesAloneAreCaught() {
    verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public List<Image> pageByKey(Optional<ObjectKey> after, int limit) {
                    return super.pageByKey(after, 1000).stream()
                        .filter(image -> super.find(image.owner(), image.id()).isPresent())
                        .limit(limit)
                        .toList();
                  }
                })
        .names("R19:");
  }

  @Test
  void everyTestOfTheContractCanFail() {
    Verdict verdict =
        verdictOn(
            () ->
                new ForwardingRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
                    return new ImagePage(List.of(), Optional.empty());
                  }
                });
    assertThat(verdict.passed()).isZero();
  }

  private static NewImage withoutKey(NewImage image) {
    return new NewImage(
        image.owner(),
        image.key(),
        image.originalName(),
        image.format(),
        image.size(),
        image.width(),
        image.height(),
        image.sha256(),
        Optional.empty());
  }

  private static Verdict verdictOn(Supplier<ForwardingRepository> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
