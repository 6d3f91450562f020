package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.contract.FaultyBackEnds.ProcessDied;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What a store and a repository promise together: whatever fails, and wherever the process dies, in
 * uploading, deleting and sweeping, then
 *
 * <ul>
 *   <li>no object is left without its record, nor a record without its object (L1);
 *   <li>nothing is left unfinished (L2);
 *   <li>every object is whole (L3);
 *   <li>nothing that was acknowledged is lost, nothing that was deleted comes back, and nothing
 *       that was answered with an error stays (L4);
 *   <li>nothing is thrown but what the fault was, and what no fault befalls succeeds (L5).
 * </ul>
 *
 * <p>Every call of a back end is hit by every {@link Fault}, alone and together with every fault of
 * every call of the sweep that follows. A failure names the promise, then the faults and the calls
 * that they befell.
 */
public abstract class ImageLifeContract extends LifeSuite {

  private static final byte[] IMAGE = Samples.png();

  private static final Duration DELAY = VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1);
  private static final IdempotencyKey KEY = new IdempotencyKey("life");

  private ImageStorage storage;

  /** For the kit's subclasses. */
  protected ImageLifeContract() {}

  /** Returns the store. Other suites may use the same one. */
  protected abstract ImageStorage storage() throws Exception;

  /** Returns the repository, without any image in it. */
  protected abstract ImageRepository emptyRepository() throws Exception;

  /** As {@link ImageRepositoryContract#passTime}. */
  protected abstract void passTime(Duration duration) throws Exception;

  @BeforeEach
  public final void openTheStore() throws Exception {
    storage = new LateStore(storage());
  }

  @Test
  public final void anUploadSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(0, ImageLifeContract::upload, Set.of(1), Set.of(0), Set.of(0, 1), false));
  }

  @Test
  public final void aRepeatWithItsIdempotencyKeySucceedsWhateverFailed(TestReporter reporter)
      throws Exception {
    Set<Integer> one = Set.of(1);
    playAll(reporter, new Story(0, ImageLifeContract::uploadWithKey, one, one, one, true));
  }

  @Test
  public final void aDeleteSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(1, ImageLifeContract::deleteOne, Set.of(0), Set.of(0, 1), Set.of(0, 1), false));
  }

  @Test
  public final void deletingAllSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(2, ImageLifeContract::deleteAll, Set.of(0), Set.of(0, 2), Set.of(0, 2), false));
  }

  private static void upload(ImageVault vault, OwnerId owner) {
    Image unused = vault.upload(owner, Upload.of(IMAGE).named("a.png"));
  }

  private static void uploadWithKey(ImageVault vault, OwnerId owner) {
    Image unused =
        vault.upload(owner, Upload.of(IMAGE, IMAGE.length).named("a.png").idempotent(KEY));
  }

  private static void deleteOne(ImageVault vault, OwnerId owner) {
    Image image = vault.list(owner, ImageCursor.NEWEST, 1).images().get(0);
    vault.delete(owner, image.id());
  }

  private static void deleteAll(ImageVault vault, OwnerId owner) {
    int unused = vault.deleteAll(owner);
  }

  /** What a client asks of the service. */
  private interface Request {
    void send(ImageVault vault, OwnerId owner);
  }

  /**
   * A request, and how many images there may be in the end.
   *
   * @param before how many images there are at first
   * @param acknowledged where the request succeeded
   * @param failed where it was answered with an error
   * @param unanswered where the process died
   * @param repeated whether the request, unless it was acknowledged, is sent again to another
   *     process once the first attempt counts as dead, and has to succeed
   */
  private record Story(
      int before,
      Request request,
      Set<Integer> acknowledged,
      Set<Integer> failed,
      Set<Integer> unanswered,
      boolean repeated) {}

  private void playAll(TestReporter reporter, Story story) throws Exception {
    liveAll(
        reporter,
        true,
        (call, fault, sweepCall, sweepFault) -> play(story, call, fault, sweepCall, sweepFault));
  }

  /** Returns whether both faults, where planned, befell a call. */
  private boolean play(Story story, int call, Fault fault, int sweepCall, Fault sweepFault)
      throws Exception {
    OwnerId owner = Samples.owner();
    ImageRepository repository = emptyRepository();
    for (int i = 0; i < story.before; i++) {
      upload(vault(storage, repository), owner);
    }

    FaultyBackEnds first = process(storage, repository);
    ImageVault vault = vault(first.storage(), first.repository());
    first.plan(call, fault, "request");
    boolean answered = false;
    Set<Integer> expected = story.acknowledged;
    try {
      story.request.send(vault, owner);
      answered = true;
    } catch (ImageException e) {
      expected = story.failed;
    } catch (ProcessDied e) {
      expected = story.unanswered;
    }
    boolean reached = first.calls().size() > call;
    if (story.repeated && !answered) {
      boolean unused = Thread.interrupted();
      passTime(ImageRepository.PRESUMED_DEAD.plusSeconds(1));
      story.request.send(vault(storage, repository), owner);
    }

    FaultyBackEnds second = first;
    if (first.dead()) {
      second = process(storage, repository);
      vault = vault(second.storage(), second.repository());
    }
    second.heal();
    second.plan(sweepCall, sweepFault, "sweep");
    passTime(DELAY);
    sweep(vault);
    reached &= second.calls().size() > sweepCall;
    if (second.dead()) {
      // What the process alone knew of an answer that was lost died with it.
      expected = expected == story.failed ? story.unanswered : expected;
      vault = vault(storage, repository);
    }
    second.heal();
    first.arrive();
    second.arrive();
    for (Duration pause : List.of(DELAY, LateStore.LATE_PUT, DELAY)) {
      passTime(pause);
      sweep(vault);
    }

    compare(repository, owner, expected);
    return reached;
  }

  private static void sweep(ImageVault vault) {
    try {
      Object unused = vault.sweep();
    } catch (ImageException | ProcessDied e) {
      // As the scheduler of sweeps does: the next one is another chance.
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  private void compare(ImageRepository repository, OwnerId owner, Set<Integer> expected)
      throws IOException {
    List<Image> recorded = repository.pageByKey("", 1000);
    List<String> stored;
    try (Stream<ListedObject> objects = storage.list("users/" + owner.keySegment() + "/")) {
      stored = objects.map(ListedObject::key).toList();
    }
    assertEquals(
        recorded.stream().map(image -> image.original().key().value()).toList(),
        stored,
        broken("L1: records and objects agree"));
    for (Image image : recorded) {
      assertEquals(ImageStatus.READY, image.status(), broken("L2: nothing is left unfinished"));
      try (StoredObject object = storage.open(image.original().key()).orElseThrow()) {
        assertEquals(
            image.original().size(),
            object.content().readAllBytes().length,
            broken("L3: every object is whole"));
      }
    }
    if (!expected.contains(recorded.size())) {
      fail(broken("L4: " + expected + " images are left, not " + recorded.size()));
    }
  }

  private static ImageVault vault(ImageStorage storage, ImageRepository repository) {
    return ImageVault.builder()
        .storage(storage)
        .urls(new InMemoryUrlSigner())
        .records(repository)
        .build();
  }
}
