package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Backlog;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
  void aCorrectRepositoryPasses() {
    verdictOn(CorrectRepository::new).isInnocent();
  }

  @Test
  void anImageThatIsReadyAtOnceIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    return super.publish(image.owner(), super.insert(image, quota).id())
                        .orElseThrow();
                  }
                })
        .names("R1:");
  }

  @Test
  void aForgottenIdempotencyKeyIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
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
                new CorrectRepository() {
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
                    NewImage another = withoutKey(withAnotherObject(image));
                    return super.insert(another, quota);
                  }
                })
        .names("R3:");
  }

  @Test
  void aQuotaThatIsNotKeptIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
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
                new CorrectRepository() {
                  private final CyclicBarrier allHaveLooked = new CyclicBarrier(4);

                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    quota.requireRoom(super.usage(image.owner()), image.original().size());
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
                new CorrectRepository() {
                  @Override
                  public Usage usage(OwnerId owner) {
                    List<Image> seen = super.page(owner, ImageCursor.NEWEST, 1000).images();
                    return new Usage(
                        seen.size(),
                        seen.stream().mapToLong(image -> image.original().size()).sum());
                  }
                })
        .names("R23:");
  }

  @Test
  void aPublishThatDoesNothingIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Optional<Image> publish(OwnerId owner, ImageId id) {
                    return super.pageByKey("", 1000).stream()
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
                new CorrectRepository() {
                  @Override
                  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {}
                })
        .names("R7:");
  }

  @Test
  void aWithdrawalThatForgetsTheLatePutIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
                    super.withdraw(owner, id, true);
                  }
                })
        .names("R26:");
  }

  @Test
  void aDeletedImageThatCanStillBeFoundIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
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
                new CorrectRepository() {
                  @Override
                  public Optional<Image> delete(OwnerId owner, ImageId id) {
                    return super.pageByKey("", 1000).stream()
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
                new CorrectRepository() {
                  @Override
                  public int deleteAll(OwnerId owner) {
                    List<Image> ready = super.page(owner, ImageCursor.NEWEST, 1000).images();
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
                new CorrectRepository() {
                  @Override
                  public Optional<Image> publish(OwnerId owner, ImageId id) {
                    try {
                      return super.publish(owner, id);
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
                new CorrectRepository() {
                  @Override
                  public Optional<Image> publish(OwnerId owner, ImageId id) {
                    Optional<Image> published = super.publish(owner, id);
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
                new CorrectRepository() {
                  @Override
                  public void remove(Collection<Image> images) {
                    images.forEach(image -> super.withdraw(image.owner(), image.id(), true));
                    super.remove(images);
                  }
                })
        .names("R12:");
  }

  @Test
  void removingOnlyTheFirstIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public void remove(Collection<Image> images) {
                    super.remove(images.stream().limit(1).toList());
                  }
                })
        .names("R12:");
  }

  @Test
  void publishingAnothersImageIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Optional<Image> publish(OwnerId owner, ImageId id) {
                    return super.publish(ownerOf(id), id);
                  }

                  private OwnerId ownerOf(ImageId id) {
                    return super.pageByKey("", 1000).stream()
                        .filter(image -> image.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .owner();
                  }
                })
        .names("R25:");
  }

  @Test
  void anotherTimeForLatePutsThanTheCallersIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Claim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan, Duration.ZERO, limit);
                  }
                })
        .names("R26:");
  }

  @Test
  void aBacklogOfUploadsOnlyIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Backlog backlog() {
                    Backlog all = super.backlog();
                    return new Backlog(all.pending(), 0, all.oldest());
                  }
                })
        .names("R27:");
  }

  @Test
  void aRepositoryThatNeverAnswersAPingIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public void ping() {
                    throw new IllegalStateException("sabotaged");
                  }
                })
        .names("R28:");
  }

  @Test
  void findingAnothersImageIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public Optional<Image> find(OwnerId owner, ImageId id) {
                    return super.pageByKey("", 1000).stream()
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
                new CorrectRepository() {
                  @Override
                  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
                    ImagePage page = super.page(owner, from, limit);
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
                new CorrectRepository() {
                  @Override
                  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
                    List<Image> images = super.page(owner, from, limit).images();
                    return new ImagePage(
                        images,
                        images.size() < limit
                            ? Optional.empty()
                            : Optional.of(ImageCursor.below(images.get(images.size() - 1).id())));
                  }
                })
        .names("R15:");
  }

  @Test
  void claimingTooEarlyIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Claim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan.dividedBy(2), latePut, limit);
                  }
                })
        .names("R16:");
  }

  @Test
  void aLeaseThatDoesNotKeepOthersAwayIsCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Claim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    List<Claim> claims = super.claimUnfinished(olderThan, latePut, limit);
                    return claims.isEmpty() ? again(olderThan, latePut, limit) : claims;
                  }

                  private List<Claim> again(Duration olderThan, Duration latePut, int limit) {
                    clock.advance(olderThan);
                    return super.claimUnfinished(olderThan, latePut, limit);
                  }
                })
        .names("R17:");
  }

  @Test
  void pagesOfReadyImagesAloneAreCaught() {
    verdictOn(
            () ->
                new CorrectRepository() {
                  @Override
                  public List<Image> pageByKey(String after, int limit) {
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
                new CorrectRepository() {
                  @Override
                  public Image insert(NewImage image, Quota quota) {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
                    return new ImagePage(List.of(), Optional.empty());
                  }

                  @Override
                  public void ping() {
                    throw new IllegalStateException("sabotaged");
                  }
                });
    assertThat(verdict.passed()).isZero();
  }

  private static NewImage withoutKey(NewImage image) {
    return new NewImage(
        image.owner(), image.originalName(), image.original(), image.sha256(), Optional.empty());
  }

  private static NewImage withAnotherObject(NewImage image) {
    ImageObject original = image.original();
    return new NewImage(
        image.owner(),
        image.originalName(),
        new ImageObject(
            new ObjectKey(original.key().value().replace(".png", ".jpg")),
            original.mediaType(),
            original.size(),
            original.width(),
            original.height()),
        image.sha256(),
        image.idempotencyKey());
  }

  private static Verdict verdictOn(Supplier<CorrectRepository> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
