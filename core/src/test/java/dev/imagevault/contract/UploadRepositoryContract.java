package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageConflictException.Reason;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link UploadRepository} promises, beside the {@link ImageRepository} of the same
 * records.
 */
public abstract class UploadRepositoryContract extends RepositorySuite {

  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final Duration UNTIL_ABANDONED = LIFE.plus(UploadRepository.ABANDONED);
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final UploadId id = Samples.uploadId();
  private final AnnouncedFile file =
      new AnnouncedFile("Früchte 🍓.png", Samples.SIZE, Optional.of(new Sha256("b".repeat(64))));
  private UploadRepository uploads;

  /** For the kit's subclasses. */
  protected UploadRepositoryContract() {}

  /**
   * Returns the direct uploads beside these images, without any in it.
   *
   * @param images as {@link #emptyRepository} returned it
   */
  protected abstract UploadRepository uploads(ImageRepository images) throws Exception;

  @BeforeEach
  public final void openTheUploads() throws Exception {
    uploads = uploads(repository);
  }

  @Test
  public final void aPreparedUploadIsKnownAsItWasAnnounced() {
    assertNotFound("D5: what was never prepared", () -> uploads.find(owner, id));
    insert(id);
    assertEquals(file, uploads.find(owner, id), "D1: it is recorded as it was announced");
    AnnouncedFile nameless = new AnnouncedFile("", 1, Optional.empty());
    UploadId other = Samples.uploadId();
    uploads.insert(owner, other, nameless, LIFE, Quota.UNLIMITED);
    assertEquals(nameless, uploads.find(owner, other), "D1: also without name and hash");
    assertNotFound("D5: another's upload", () -> uploads.find(Samples.owner(), id));
  }

  @Test
  public final void aPreparedUploadCountsUntilItCannotBeCompleted() throws Exception {
    insert(id);
    assertUsage(1, "D2: a prepared upload counts with its size");
    passTime(LIFE.plus(UploadRepository.COMPLETABLE).minus(MOMENT));
    assertUsage(1, "D2: for as long as it can be completed");
    passTime(MOMENT.multipliedBy(2));
    assertUsage(0, "D2: and no longer");
  }

  @Test
  public final void anUploadBeyondTheQuotaIsNotRecorded() {
    Quota two = quota(2);
    insert();
    uploads.insert(owner, id, file, LIFE, two);
    assertConflict(
        Reason.QUOTA_EXCEEDED,
        "D3: a full quota",
        () -> uploads.insert(owner, Samples.uploadId(), file, LIFE, two));
    assertConflict(
        Reason.QUOTA_EXCEEDED,
        "D2: a prepared upload takes the place of an image",
        () -> repository.insert(Samples.image(owner), two));
    assertUsage(2, "D3: nothing is recorded");
    assertDoesNotThrow(
        () -> uploads.insert(Samples.owner(), Samples.uploadId(), file, LIFE, two),
        "D3: it counts per owner");
  }

  @Test
  public final void aUserHasSoManyPreparedAtTheMost() throws Exception {
    for (int i = 1; i < UploadRepository.MOST_PREPARED; i++) {
      insert(Samples.uploadId());
    }
    List<Future<Boolean>> inserted =
        concurrently(() -> unless(Reason.TOO_MANY_UPLOADS, () -> insert(Samples.uploadId())));
    assertEquals(1, successes(inserted), "D4: of concurrent ones, as many as may");
    assertUsage(UploadRepository.MOST_PREPARED, "D4: and no more");
    insert(Samples.owner(), Samples.uploadId());
  }

  @Test
  public final void ofConcurrentUploadsAsManyAreRecordedAsThereIsRoomFor() throws Exception {
    Quota three = quota(3);
    List<Future<Boolean>> inserted =
        concurrently(
            () ->
                unless(
                    Reason.QUOTA_EXCEEDED,
                    () -> uploads.insert(owner, Samples.uploadId(), file, LIFE, three)));
    assertEquals(3, successes(inserted), "D4: as many as there is room for");
    assertUsage(3, "D4: and no more");
  }

  @Test
  public final void oneAttemptAtATimeBegins() throws Exception {
    insert(id);
    List<Future<Boolean>> begun =
        concurrently(() -> unless(Reason.UPLOAD_IN_PROGRESS, () -> uploads.begin(owner, id)));
    assertEquals(1, successes(begun), "D6: of concurrent attempts one begins");
    passTime(UploadRepository.LEASE.plus(MOMENT));
    assertDoesNotThrow(() -> uploads.begin(owner, id), "D6: a lease ends");
  }

  @Test
  public final void anAttemptKnowsItsUpload() {
    insert(id);
    UploadAttempt attempt = uploads.begin(owner, id);
    assertEquals(file, attempt.file(), "D6: the file as announced");
    assertEquals(ObjectKey.incoming(owner, id), attempt.key(), "D6: where it lies");
    assertEquals(Optional.empty(), attempt.result(), "D6: nothing has come of it yet");
  }

  @Test
  public final void aCompletedUploadHasItsImage() {
    UploadAttempt attempt = begun();
    Image image = uploads.record(attempt, Samples.image(owner), Quota.UNLIMITED);
    assertEquals(ImageStatus.PENDING, image.status(), "D10: recorded as PENDING");
    assertEquals(
        Optional.of(image), repository.findByKey(image.original().key()), "D10: as returned");
    Image ready = uploads.complete(attempt, image.id());
    assertEquals(ImageStatus.READY, ready.status(), "D13: the image is READY");
    assertEquals(Optional.of(ready), repository.find(owner, image.id()), "D13: its owner sees it");
    assertEquals(ready, uploads.complete(attempt, image.id()), "D14: a repeat is the same");
    assertEquals(
        Optional.of(ready), uploads.begin(owner, id).result(), "D7: later attempts are given it");
    assertEquals(file, uploads.find(owner, id), "D5: it is still known");
    uploads.withdraw(owner, id, image.id(), true);
    assertTrue(repository.find(owner, image.id()).isPresent(), "D7: what a repeat was given stays");
  }

  @Test
  public final void anUploadWhoseImageIsDeletedIsGone() {
    Image ready = completed();
    repository.delete(owner, ready.id());
    assertNotFound("D9: its image is deleted", () -> uploads.begin(owner, id));
  }

  @Test
  public final void aRefusedUploadStaysRefused() {
    UploadAttempt attempt = begun();
    ImageRejectedException why =
        new ImageRejectedException(ImageRejectedException.Reason.UNSUPPORTED, "It is a song 🎵");
    uploads.refuse(attempt, why);
    ImageRejectedException again =
        assertThrows(
            ImageRejectedException.class, () -> uploads.begin(owner, id), "D8: refused again");
    assertEquals(why.reason(), again.reason(), "D8: for the same reason");
    assertEquals(why.getMessage(), again.getMessage(), "D8: in the same words");
    assertUsage(0, "D2: what is refused does not count");
    assertGivenUp("D12: the attempt is over", () -> record(attempt));
  }

  @Test
  public final void whatCannotBeCompletedIsNotFound() throws Exception {
    assertNotFound("D9: what was never prepared", () -> uploads.begin(owner, id));
    insert(id);
    assertNotFound("D9: another's upload", () -> uploads.begin(Samples.owner(), id));
    passTime(LIFE.plus(UploadRepository.COMPLETABLE).minus(MOMENT));
    UploadAttempt last = uploads.begin(owner, id);
    uploads.release(last);
    passTime(MOMENT.multipliedBy(2));
    assertNotFound("D9: it has expired", () -> uploads.begin(owner, id));
    assertNotFound("D17: and cannot be given up", () -> uploads.giveUp(owner, id));
  }

  @Test
  public final void anImageCountsInTheUploadsPlace() {
    Quota one = quota(1);
    uploads.insert(owner, id, file, LIFE, one);
    UploadAttempt attempt = uploads.begin(owner, id);
    Image image = uploads.record(attempt, Samples.image(owner), one);
    assertUsage(1, "D10: upload and image are one");
    uploads.withdraw(owner, id, image.id(), true);
    assertUsage(1, "D10: without the image the upload counts again");
    UploadAttempt second = uploads.begin(owner, id);
    uploads.complete(second, uploads.record(second, Samples.image(owner), one).id());
    assertUsage(1, "D10: what is completed counts as an image");
  }

  @Test
  public final void anImageBeyondTheQuotaIsNotRecorded() {
    uploads.insert(owner, id, file, LIFE, quota(1));
    UploadAttempt attempt = uploads.begin(owner, id);
    Quota less = new Quota(OptionalLong.empty(), OptionalLong.of(Samples.SIZE - 1));
    assertConflict(
        Reason.QUOTA_EXCEEDED,
        "D10: too large",
        () -> uploads.record(attempt, Samples.image(owner), less));
    assertEquals(List.of(), repository.pageByKey("", 10), "D10: nothing is recorded");
    assertDoesNotThrow(() -> record(attempt), "D10: the attempt goes on");
  }

  @Test
  public final void anAttemptThatWasOvertakenIsOver() throws Exception {
    UploadAttempt first = begun();
    Image left = record(first);
    passTime(UploadRepository.LEASE.plus(MOMENT));
    UploadAttempt second = uploads.begin(owner, id);
    assertNotEquals(first.number(), second.number(), "D6: attempts differ");
    assertGivenUp("D12: the first may not record", () -> record(first));
    assertGivenUp("D12: nor complete", () -> uploads.complete(first, left.id()));
    uploads.release(first);
    uploads.refuse(first, rejection());
    Image image = record(second);
    assertEquals(
        ImageStatus.DELETING,
        repository.findByKey(left.original().key()).orElseThrow().status(),
        "D10: what an earlier attempt left is DELETING");
    assertGivenUp("D12: its image is another", () -> uploads.complete(first, image.id()));
    uploads.withdraw(owner, id, left.id(), true);
    assertEquals(
        image.id(), uploads.complete(second, image.id()).id(), "D13: the second completes");
  }

  @Test
  public final void aReleasedUploadIsAsBefore() {
    UploadAttempt attempt = begun();
    uploads.release(attempt);
    assertDoesNotThrow(() -> uploads.begin(owner, id), "D15: it can be completed at once");
    uploads.release(attempt);
    assertConflict(
        Reason.UPLOAD_IN_PROGRESS,
        "D15: whoever is overtaken releases nothing",
        () -> uploads.begin(owner, id));
  }

  @Test
  public final void aWithdrawnImageLeavesTheUploadAsBefore() throws Exception {
    UploadAttempt attempt = begun();
    Image image = uploads.complete(attempt, record(attempt).id());
    uploads.withdraw(owner, id, image.id(), true);
    assertTrue(repository.find(owner, image.id()).isEmpty(), "D16: nobody sees the image");
    passTime(MOMENT);
    assertEquals(List.of(), uploads.claim(10), "D16: the file stays");
    UploadAttempt next = uploads.begin(owner, id);
    assertEquals(Optional.empty(), next.result(), "D16: it can be completed again");
    Image second = uploads.complete(next, record(next).id());
    repository.delete(owner, second.id());
    uploads.withdraw(owner, id, second.id(), true);
    assertNotFound(
        "D16: what the owner deleted does not come back", () -> uploads.begin(owner, id));
  }

  @Test
  public final void anUploadThatIsGivenUpIsGone() {
    assertNotFound("D17: what was never prepared", () -> uploads.giveUp(owner, id));
    insert(id);
    assertNotFound("D17: another's upload", () -> uploads.giveUp(Samples.owner(), id));
    UploadAttempt attempt = uploads.begin(owner, id);
    assertConflict(
        Reason.UPLOAD_IN_PROGRESS, "D17: being completed", () -> uploads.giveUp(owner, id));
    uploads.release(attempt);
    uploads.giveUp(owner, id);
    assertUsage(0, "D17: it no longer counts");
    assertNotFound("D9: it was given up", () -> uploads.begin(owner, id));
    assertNotFound("D17: only once", () -> uploads.giveUp(owner, id));
    assertGivenUp("D12: its attempt is over", () -> record(attempt));
  }

  @Test
  public final void deletingAllWithdrawsPreparedUploads() {
    UploadAttempt attempt = begun();
    Image image = record(attempt);
    UploadId others = Samples.uploadId();
    OwnerId other = Samples.owner();
    insert(other, others);
    assertEquals(0, repository.deleteAll(owner), "D11: none of them is an image yet");
    assertUsage(0, "D11: nothing counts any more");
    assertConflict(
        Reason.WITHDRAWN, "D11: it is not completed", () -> uploads.complete(attempt, image.id()));
    assertConflict(Reason.WITHDRAWN, "D11: nor recorded", () -> record(attempt));
    assertNotFound("D9: it was withdrawn", () -> uploads.begin(owner, id));
    assertDoesNotThrow(() -> uploads.begin(other, others), "D11: another's upload stays");
  }

  @Test
  public final void nothingIsLeftWhenDeletingAllMeetsACompletion() throws Exception {
    for (int i = 0; i < 20; i++) {
      UploadId each = Samples.uploadId();
      insert(owner, each);
      UploadAttempt attempt = uploads.begin(owner, each);
      CompletableFuture<Void> completion =
          CompletableFuture.runAsync(
              () -> {
                try {
                  uploads.complete(
                      attempt, uploads.record(attempt, Samples.image(owner), quota(5)).id());
                } catch (ImageConflictException | UploadGivenUpException e) {
                  // Then it was withdrawn in time.
                }
              });
      repository.deleteAll(owner);
      completion.get();
      assertEquals(
          0,
          repository.pageByKey("", 1000).stream()
              .filter(image -> image.status() == ImageStatus.READY)
              .count(),
          "D11: an upload prepared before is withdrawn, or its image deleted");
    }
  }

  @Test
  public final void filesAreDueOnceTheirUploadEnds() throws Exception {
    UploadId prepared = Samples.uploadId();
    insert(prepared);
    insert(id);
    uploads.giveUp(owner, id);
    assertEquals(
        List.of(ObjectKey.incoming(owner, id)), uploads.claim(10), "D18: what was given up");
    assertEquals(List.of(), uploads.claim(10), "D18: it is leased");
    passTime(UploadRepository.LEASE.plus(MOMENT));
    assertEquals(List.of(ObjectKey.incoming(owner, id)), uploads.claim(10), "D18: a lease ends");
    passTime(UNTIL_ABANDONED);
    assertTrue(
        uploads.claim(10).contains(ObjectKey.incoming(owner, prepared)), "D19: what expired");
    assertNotFound("D19: it is given up", () -> uploads.begin(owner, prepared));
  }

  @Test
  public final void aCompletedUploadsFileIsDueHalfAMinuteLater() throws Exception {
    completed();
    assertEquals(List.of(), uploads.claim(10), "D18: not yet");
    passTime(Duration.ofSeconds(31));
    assertEquals(1, uploads.claim(10).size(), "D18: half a minute later");
  }

  @Test
  public final void aFileIsDueEverMoreSeldomUntilItsUploadIsForgotten() throws Exception {
    insert(id);
    uploads.giveUp(owner, id);
    ObjectKey key = ObjectKey.incoming(owner, id);
    int claims = 0;
    boolean whenAbandoned = false;
    Duration passed = Duration.ZERO;
    Duration step = Duration.ofSeconds(61);
    Duration longStep = Duration.ofMinutes(20);
    while (uploads.isKnown(key)) {
      List<ObjectKey> claimed = uploads.claim(10);
      if (!claimed.isEmpty()) {
        claims++;
        Duration late = passed.minus(UNTIL_ABANDONED);
        whenAbandoned |= !late.isNegative() && late.compareTo(step) <= 0;
        boolean over = passed.compareTo(LIFE.plus(UploadRepository.KEPT)) >= 0;
        assertEquals(over ? 1 : 0, uploads.deleted(claimed), "D21: removed when its time is over");
      }
      assertEquals(List.of(), uploads.claim(10), "D20: not due again at once");
      boolean soon = passed.compareTo(UNTIL_ABANDONED.plus(step)) < 0;
      passTime(soon ? step : longStep);
      passed = passed.plus(soon ? step : longStep);
      assertTrue(passed.compareTo(Duration.ofHours(30)) < 0, "D21: it is removed");
    }
    assertTrue(whenAbandoned, "D20: due when it would have been abandoned");
    assertTrue(claims >= 8 && claims <= 16, "D20: ever more seldom, not " + claims + " times");
    assertNotFound("D21: it is forgotten", () -> uploads.find(owner, id));
  }

  @Test
  public final void limitsAreBounded() {
    insert(id);
    for (int limit : new int[] {0, 1001}) {
      assertThrows(
          IllegalArgumentException.class, () -> uploads.claim(limit), "D23: a claim of " + limit);
    }
  }

  @Test
  public final void aPreparedUploadIsNeverForgotten() {
    insert(id);
    ObjectKey key = ObjectKey.incoming(owner, id);
    assertEquals(0, uploads.deleted(List.of(key)), "D20: what is PREPARED stays");
    assertTrue(uploads.isKnown(key), "D22: there is a record of it");
    assertDoesNotThrow(() -> uploads.begin(owner, id), "D20: and can be completed");
    assertFalse(uploads.isKnown(Samples.incoming(owner)), "D22: there is none of any other");
    assertFalse(uploads.isKnown(ObjectKey.incoming(Samples.owner(), id)), "D22: nor of another's");
  }

  @Test
  public final void ofConcurrentClaimsEachGetsOthers() throws Exception {
    for (int i = 0; i < 40; i++) {
      UploadId each = Samples.uploadId();
      insert(each);
      uploads.giveUp(owner, each);
    }
    List<ObjectKey> claimed = new ArrayList<>();
    for (Future<List<ObjectKey>> each : concurrently(() -> uploads.claim(30))) {
      claimed.addAll(each.get());
    }
    assertEquals(claimed.size(), claimed.stream().distinct().count(), "D18: none twice");
  }

  private void insert(UploadId upload) {
    insert(owner, upload);
  }

  private void insert(OwnerId whose, UploadId upload) {
    uploads.insert(whose, upload, file, LIFE, Quota.UNLIMITED);
  }

  private UploadAttempt begun() {
    insert(id);
    return uploads.begin(owner, id);
  }

  private Image record(UploadAttempt attempt) {
    return uploads.record(attempt, Samples.image(owner), Quota.UNLIMITED);
  }

  private Image completed() {
    UploadAttempt attempt = begun();
    return uploads.complete(attempt, record(attempt).id());
  }

  private static ImageRejectedException rejection() {
    return new ImageRejectedException(ImageRejectedException.Reason.INVALID, "no");
  }

  private static Quota quota(long maxImages) {
    return new Quota(OptionalLong.of(maxImages), OptionalLong.empty());
  }

  private void assertUsage(long count, String message) {
    assertEquals(new Usage(count, count * Samples.SIZE), repository.usage(owner), message);
  }

  private static boolean unless(Reason reason, Runnable call) {
    try {
      call.run();
      return true;
    } catch (ImageConflictException e) {
      assertEquals(reason, e.reason(), "the reason");
      return false;
    }
  }

  private static int successes(List<Future<Boolean>> calls) throws Exception {
    int count = 0;
    for (Future<Boolean> call : calls) {
      count += call.get() ? 1 : 0;
    }
    return count;
  }

  private static void assertConflict(Reason reason, String message, Executable call) {
    assertEquals(
        reason, assertThrows(ImageConflictException.class, call, message).reason(), message);
  }

  private static void assertNotFound(String message, Executable call) {
    assertThrows(UploadNotFoundException.class, call, message);
  }

  private static void assertGivenUp(String message, Executable call) {
    assertThrows(UploadGivenUpException.class, call, message);
  }
}
