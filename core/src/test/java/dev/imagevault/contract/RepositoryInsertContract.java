package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What {@link ImageRepository#insert} promises: ids, idempotency keys, quotas. */
abstract class RepositoryInsertContract extends RepositorySuite {

  @Test
  public final void anInsertedImageIsPendingAndAsItWasGiven() {
    NewImage given = Samples.image(owner);
    Image image = insert(given);
    assertEquals(ImageStatus.PENDING, image.status(), "R1: an inserted image is PENDING");
    assertEquals(given.owner(), image.owner(), "R1: the owner is kept");
    assertEquals(given.originalName(), image.originalName(), "R1: the name is kept");
    assertEquals(given.original(), image.original(), "R1: key, type, size and dimensions are kept");
    assertEquals(given.sha256(), image.sha256(), "R1: the digest is kept");
    assertEquals(0, image.createdAt().getNano() % 1_000_000, "R1: times are whole milliseconds");
    assertEquals(image.createdAt(), image.updatedAt(), "R1: created is updated at first");
    assertEquals(
        Optional.of(image),
        repository.findByKey(given.original().key()),
        "R1: it is recorded as returned");
  }

  @Test
  public final void idsGrow() {
    ImageId first = insert().id();
    Image last = insert();
    ImageId second = last.id();
    assertTrue(second.compareTo(first) > 0, "R1: an id is greater than any before");
    repository.withdraw(owner, second, true);
    repository.remove(List.of(last));
    assertTrue(insert().id().compareTo(second) > 0, "R1: the id of what is gone is not reused");
  }

  @Test
  public final void aRecordedObjectKeyIsRefused() {
    NewImage given = Samples.image(owner);
    insert(given);
    BackEndException refused =
        assertThrows(
            BackEndException.class, () -> insert(given), "R33: a recorded object key is refused");
    assertEquals(BackEndException.BackEnd.DATABASE, refused.backEnd(), "R33: by the database");
    assertEquals(BackEndException.Failure.REFUSED, refused.failure(), "R33: REFUSED");
  }

  @Test
  public final void aRepeatOfAReadyImageIsGivenThatImage() {
    Image first = ready(Samples.image(owner, idempotencyKey));
    assertEquals(
        first,
        insert(Samples.image(owner, idempotencyKey)),
        "R2: a repeat with the same content is given the earlier image, as it is");
    assertEquals(1, repository.pageByKey("", 10).size(), "R2: and records nothing");
  }

  @Test
  public final void aRepeatWithOtherContentConflicts() {
    ready(Samples.image(owner, idempotencyKey));
    assertConflict(
        ImageConflictException.Reason.IDEMPOTENCY_CONFLICT,
        Samples.image(owner, Optional.of(idempotencyKey), "b"));
  }

  @Test
  public final void aRepeatOfAnUploadUnderWayIsInProgress() throws Exception {
    insert(Samples.image(owner, idempotencyKey));
    assertConflict(
        ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS,
        Samples.image(owner, idempotencyKey));
    passTime(ImageRepository.PRESUMED_DEAD.minusSeconds(10));
    assertConflict(
        ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS,
        Samples.image(owner, Optional.of(idempotencyKey), "b"));
  }

  @Test
  public final void aRepeatOfADeadUploadTakesItsPlace() throws Exception {
    Image dead = insert(Samples.image(owner, idempotencyKey));
    passTime(ImageRepository.PRESUMED_DEAD.plusSeconds(1));
    Image second = insert(Samples.image(owner, idempotencyKey));
    assertNotEquals(dead.id(), second.id(), "R2: a dead upload does not stand in the way");
    assertEquals(ImageStatus.PENDING, second.status(), "R2: the repeat is recorded");
    assertEquals(
        Optional.empty(),
        repository.publish(dead.owner(), dead.id()),
        "R2: the dead one is DELETING");
    assertTrue(
        repository.publish(second.owner(), second.id()).isPresent(), "R2: the repeat is published");
    List<Claim> claims = repository.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "R31: what was superseded may be claimed at once");
    assertFalse(claims.get(0).putIsOver(), "R26: and its put may still be under way");
  }

  @Test
  public final void aRepeatWithoutRoomLeavesADeadUploadAsItIs() throws Exception {
    Image dead = insert(Samples.image(owner, idempotencyKey));
    passTime(ImageRepository.PRESUMED_DEAD.plusSeconds(1));
    Quota tooSmall = quota(10, Samples.SIZE - 1);
    assertThrows(
        ImageConflictException.class,
        () -> repository.insert(Samples.image(owner, idempotencyKey), tooSmall),
        "R21: a repeat that records needs room");
    assertTrue(
        repository.publish(owner, dead.id()).isPresent(),
        "R32: what is not recorded takes no place");
  }

  @Test
  public final void anIdempotencyKeyIsForgottenAfterItsTime() throws Exception {
    Image first = ready(Samples.image(owner, idempotencyKey));
    passTime(ImageRepository.IDEMPOTENCY_KEPT.minusMinutes(1));
    assertEquals(
        first.id(),
        insert(Samples.image(owner, idempotencyKey)).id(),
        "R2: a key is kept for its time");
    passTime(Duration.ofMinutes(2));
    Image second = insert(Samples.image(owner, idempotencyKey));
    assertNotEquals(first.id(), second.id(), "R2: afterwards it recognises nothing");
    assertTrue(repository.find(owner, first.id()).isPresent(), "R2: and the first image stays");
  }

  @Test
  public final void idempotencyKeysOfDifferentOwnersAreDifferent() {
    Image mine = ready(Samples.image(owner, idempotencyKey));
    Image others = insert(Samples.image(Samples.owner(), idempotencyKey));
    assertNotEquals(mine.id(), others.id(), "R2: a key counts per owner");
  }

  @Test
  public final void ofConcurrentRepeatsOneRecords() throws Exception {
    List<Image> inserted = new ArrayList<>();
    for (Future<Optional<Image>> each : concurrently(this::insertUnlessInProgress)) {
      each.get().ifPresent(inserted::add);
    }
    assertEquals(1, inserted.size(), "R3: of concurrent inserts with one key, one records");
    assertEquals(1, repository.pageByKey("", 10).size(), "R3: one is recorded");
  }

  private Optional<Image> insertUnlessInProgress() {
    try {
      return Optional.of(insert(Samples.image(owner, idempotencyKey)));
    } catch (ImageConflictException e) {
      return Optional.empty();
    }
  }

  @Test
  public final void anImageBeyondTheQuotaIsNotRecorded() {
    Quota two = quota(2, 10 * Samples.SIZE);
    Image ready = publish(repository.insert(Samples.image(owner), two));
    Image pending = repository.insert(Samples.image(owner), two);
    assertExceeded(two);
    assertEquals(2, repository.pageByKey("", 10).size(), "R21: nothing is recorded");
    assertDoesNotThrow(
        () -> repository.insert(Samples.image(Samples.owner()), two), "R21: it counts per owner");
    repository.delete(owner, ready.id());
    repository.withdraw(pending.owner(), pending.id(), false);
    repository.insert(Samples.image(owner), two);
    repository.insert(Samples.image(owner), two);
    assertExceeded(two);
  }

  @Test
  public final void bytesBeyondTheQuotaAreNotRecorded() {
    Quota bytes = quota(10, 2 * Samples.SIZE);
    repository.insert(Samples.image(owner), bytes);
    assertExceeded(quota(10, 2 * Samples.SIZE - 1));
    assertDoesNotThrow(
        () -> repository.insert(Samples.image(owner), bytes), "R21: a quota may be used up");
    assertExceeded(bytes);
  }

  @Test
  public final void aRepeatNeedsNoRoom() throws Exception {
    Quota one = quota(1, Samples.SIZE);
    Image dead = repository.insert(Samples.image(owner, idempotencyKey), one);
    passTime(ImageRepository.PRESUMED_DEAD.plusSeconds(1));
    Image first = publish(repository.insert(Samples.image(owner, idempotencyKey), one));
    assertNotEquals(dead.id(), first.id(), "R21: whose place is taken leaves room");
    assertEquals(
        first,
        repository.insert(Samples.image(owner, idempotencyKey), one),
        "R21: a repeat is given the earlier image whatever the quota");
  }

  @Test
  public final void ofConcurrentUploadsAsManyRecordAsThereIsRoom() throws Exception {
    Quota three = quota(3, Long.MAX_VALUE);
    int recorded = 0;
    for (Future<Boolean> each : concurrently(() -> insertUnlessExceeded(three))) {
      recorded += each.get() ? 1 : 0;
    }
    assertEquals(3, recorded, "R22: of concurrent inserts, as many as there is room for");
    assertEquals(3, repository.usage(owner).images(), "R22: and no more are recorded");
  }

  private boolean insertUnlessExceeded(Quota quota) {
    try {
      repository.insert(Samples.image(owner), quota);
      return true;
    } catch (ImageConflictException e) {
      return false;
    }
  }

  @Test
  public final void usageIsOfAllThatIsNotDeleted() {
    assertEquals(new Usage(0, 0), repository.usage(owner), "R23: none at first");
    Image ready = ready(Samples.image(owner));
    Image pending = insert();
    assertEquals(
        new Usage(2, 2 * Samples.SIZE), repository.usage(owner), "R23: READY and PENDING count");
    repository.delete(owner, ready.id());
    repository.withdraw(pending.owner(), pending.id(), false);
    insert(Samples.image(Samples.owner()));
    assertEquals(new Usage(0, 0), repository.usage(owner), "R23: DELETING and others' do not");
  }

  private static Quota quota(long maxImages, long maxBytes) {
    return new Quota(OptionalLong.of(maxImages), OptionalLong.of(maxBytes));
  }

  private void assertExceeded(Quota quota) {
    ImageConflictException conflict =
        assertThrows(
            ImageConflictException.class,
            () -> repository.insert(Samples.image(owner), quota),
            "R21: what is beyond the quota is not recorded");
    assertEquals(
        ImageConflictException.Reason.QUOTA_EXCEEDED, conflict.reason(), "R21: the reason");
  }

  private void assertConflict(ImageConflictException.Reason reason, NewImage image) {
    ImageConflictException conflict =
        assertThrows(ImageConflictException.class, () -> insert(image), "R2: " + reason);
    assertEquals(reason, conflict.reason(), "R2: the reason");
  }
}
