package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import dev.imagevault.Completion;
import dev.imagevault.ImageVault;
import dev.imagevault.contract.FaultyBackEnds.ProcessDied;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What a store and the repositories promise together about direct uploads: whatever fails, and
 * wherever the process dies, in preparing, completing, giving up and deleting all, the promises of
 * {@link ImageLifeContract} hold (L1, L2, L5), and
 *
 * <ul>
 *   <li>an upload is an image once or not at all, and what was answered with an error leaves none
 *       and can be tried again (L4);
 *   <li>nothing is left of what the client sent, even if its body comes late (L6);
 *   <li>the upload is forgotten in the end (L7).
 * </ul>
 */
public abstract class DirectUploadLifeContract extends LifeSuite {

  private static final byte[] IMAGE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DELAY = VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1);
  private static final Duration A_DAY =
      UploadRepository.KEPT.plus(UploadRepository.ABANDONED).plus(Duration.ofHours(1));

  private ImageStorage storage;

  /** For the kit's subclasses. */
  protected DirectUploadLifeContract() {}

  /** Returns the store. Other suites may use the same one. */
  protected abstract ImageStorage storage() throws Exception;

  /** Returns the repository, without any image or direct upload in it. */
  protected abstract ImageRepository emptyRepository() throws Exception;

  /** Returns the direct uploads beside these images. */
  protected abstract UploadRepository uploads(ImageRepository images) throws Exception;

  /** As {@link ImageRepositoryContract#passTime}, direct uploads included. */
  protected abstract void passTime(Duration duration) throws Exception;

  /** Returns whether to play every second fault too: thousands of scenarios, each of some calls. */
  protected boolean twoFaults() {
    return true;
  }

  @BeforeEach
  public final void openTheStore() throws Exception {
    storage = new LateStore(storage());
  }

  @Test
  public final void aPreparationSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(DirectUploadLifeContract::prepare, Set.of(0), Set.of(0), Set.of(0), false));
  }

  @Test
  public final void aCompletionSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(DirectUploadLifeContract::complete, Set.of(1), Set.of(0), Set.of(0, 1), false));
  }

  @Test
  public final void aRepeatedCompletionSucceedsWhateverFailed(TestReporter reporter)
      throws Exception {
    Set<Integer> one = Set.of(1);
    playAll(reporter, new Story(DirectUploadLifeContract::complete, one, one, one, true));
  }

  @Test
  public final void aGivenUpUploadIsGoneWhateverFails(TestReporter reporter) throws Exception {
    playAll(reporter, new Story(ImageVault::giveUp, Set.of(0), Set.of(0), Set.of(0), false));
  }

  @Test
  public final void deletingAllSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(
        reporter,
        new Story(DirectUploadLifeContract::deleteAll, Set.of(0), Set.of(0), Set.of(0), false));
  }

  private static void prepare(ImageVault vault, OwnerId owner, UploadId ignored) {
    Object unused = vault.prepare(owner, file());
  }

  private static void complete(ImageVault vault, OwnerId owner, UploadId id) {
    Image unused = vault.complete(owner, Completion.of(id));
  }

  private static void deleteAll(ImageVault vault, OwnerId owner, UploadId ignored) {
    int unused = vault.deleteAll(owner);
  }

  private static AnnouncedFile file() {
    return new AnnouncedFile("a.png", IMAGE.length, Optional.of(ImageBytes.of(IMAGE).sha256()));
  }

  /** What a client asks of the service. */
  private interface Request {
    void send(ImageVault vault, OwnerId owner, UploadId id);
  }

  /**
   * A request about an upload whose file has arrived, and how many images there may be in the end.
   *
   * @param acknowledged where the request succeeded
   * @param failed where it was answered with an error
   * @param unanswered where the process died
   * @param repeated whether the request, unless it was acknowledged, is sent again to another
   *     process once the first attempt counts as dead, and has to succeed
   */
  private record Story(
      Request request,
      Set<Integer> acknowledged,
      Set<Integer> failed,
      Set<Integer> unanswered,
      boolean repeated) {}

  private void playAll(TestReporter reporter, Story story) throws Exception {
    liveAll(
        reporter,
        twoFaults(),
        (call, fault, sweepCall, sweepFault) -> play(story, call, fault, sweepCall, sweepFault));
  }

  /** Returns whether both faults, where planned, befell a call. */
  private boolean play(Story story, int call, Fault fault, int sweepCall, Fault sweepFault)
      throws Exception {
    OwnerId owner = Samples.owner();
    ImageRepository repository = emptyRepository();
    UploadRepository uploads = uploads(repository);
    UploadId id = vault(storage, repository, uploads).prepare(owner, file()).id();
    ObjectKey key = ObjectKey.incoming(owner, id);
    arrive(key);

    FaultyBackEnds first = process(storage, repository);
    ImageVault vault = vault(first.storage(), first.repository(), first.uploads(uploads));
    first.plan(call, fault, "request");
    boolean answered = false;
    Set<Integer> expected = story.acknowledged;
    try {
      story.request.send(vault, owner, id);
      answered = true;
    } catch (ImageException e) {
      expected = story.failed;
    } catch (ProcessDied e) {
      expected = story.unanswered;
    }
    boolean reached = first.calls().size() > call;
    boolean unused = Thread.interrupted();
    if (story.repeated && !answered) {
      passTime(UploadRepository.LEASE.plusSeconds(1));
      story.request.send(vault(storage, repository, uploads), owner, id);
    }

    FaultyBackEnds second = first;
    if (first.dead()) {
      second = process(storage, repository);
      vault = vault(second.storage(), second.repository(), second.uploads(uploads));
    }
    second.heal();
    second.plan(sweepCall, sweepFault, "sweep");
    passTime(DELAY);
    sweep(vault);
    reached &= second.calls().size() > sweepCall;
    if (second.dead()) {
      // What the process alone knew of an answer that was lost died with it.
      expected = expected == story.failed ? story.unanswered : expected;
      vault = vault(storage, repository, uploads);
    }
    second.heal();
    first.arrive();
    second.arrive();
    for (Duration pause : List.of(DELAY, LateStore.LATE_PUT, DELAY)) {
      passTime(pause);
      sweep(vault);
    }
    // A body that began in time and ends late.
    arrive(key);
    passTime(A_DAY);
    sweep(vault);

    compare(repository, owner, expected);
    assertFalse(uploads.isKnown(key), broken("L7: the upload is forgotten"));
    return reached;
  }

  private void arrive(ObjectKey key) {
    storage.put(key, Samples.TYPE, ImageBytes.of(IMAGE), TIMEOUT);
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

  private void compare(ImageRepository repository, OwnerId owner, Set<Integer> expected) {
    List<Image> recorded = repository.pageByKey("", 1000);
    assertEquals(
        recorded.stream().map(image -> image.original().key().value()).toList(),
        listed("users/" + owner.keySegment() + "/"),
        broken("L1: records and objects agree"));
    assertEquals(
        List.of(),
        listed(ObjectKey.INCOMING + owner.keySegment() + "/"),
        broken("L6: nothing is left of what was sent"));
    for (Image image : recorded) {
      assertEquals(ImageStatus.READY, image.status(), broken("L2: nothing is left unfinished"));
    }
    if (!expected.contains(recorded.size())) {
      fail(broken("L4: " + expected + " images are left, not " + recorded.size()));
    }
  }

  private List<String> listed(String prefix) {
    try (Stream<ListedObject> objects = storage.list(prefix)) {
      return objects.map(ListedObject::key).toList();
    }
  }

  private static ImageVault vault(
      ImageStorage storage, ImageRepository repository, UploadRepository uploads) {
    return ImageVault.builder()
        .storage(storage)
        .urls(new InMemoryUrlSigner())
        .records(repository)
        .uploadRecords(uploads)
        .uploadUrls(
            (key, file, life) ->
                new SignedPut("https://store.invalid/", Map.of(), Instant.now().plus(life)))
        .build();
  }
}
