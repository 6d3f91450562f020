package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.ImportRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ImportRepository} promises, beside the {@link ImageRepository} of the same
 * records.
 */
public abstract class ImportRepositoryContract extends RepositorySuite {

  private static final Instant LONG_AGO = Instant.parse("2019-03-04T05:06:07.089Z");

  private final Origin origin = origin("1");
  private ImportRepository imports;
  private ImportRun run;

  /** For the kit's subclasses. */
  protected ImportRepositoryContract() {}

  /**
   * Returns the imports beside these images, none of them under way.
   *
   * @param images as {@link #emptyRepository} returned it
   */
  protected abstract ImportRepository imports(ImageRepository images) throws Exception;

  @BeforeEach
  public final void beginAnImport() throws Exception {
    imports = imports(repository);
    run = present(imports.begin(), "I1: no other import is under way");
  }

  @AfterEach
  public final void endTheImport() {
    run.close();
  }

  private static Origin origin(String id) {
    return Origin.of("bucket", id, "users/1/images/" + id + ".jpg");
  }

  /** Returns an id that no other test uses, far above what insert gives. */
  private ImageId freshId() {
    return new ImageId(insert().id().value() + 1000);
  }

  private ImportedImage of(NewImage image, ImageId id) {
    return new ImportedImage(image, Optional.of(id), Optional.of(LONG_AGO));
  }

  private Image importAs(ImageId id) {
    return present(run.insert(of(Samples.image(owner), id)), "I7: a free id is recorded");
  }

  private Optional<Image> recorded(Image image) {
    return repository.findByKey(image.original().key());
  }

  private void beginAnother() {
    run.close();
    run = present(imports.begin(), "I1: no other import is under way");
  }

  @Test
  public final void oneImportIsUnderWayAtATime() {
    assertTrue(imports.begin().isEmpty(), "I1: not while another is");
    beginAnother();
    assertTrue(imports.begin().isEmpty(), "I1: nor while the next is");
  }

  @Test
  public final void whatIsClosedDoesNothing() {
    ImageId id = freshId();
    run.close();
    run.close();
    BackEndException over =
        assertThrows(BackEndException.class, () -> importAs(id), "I1: it is over");
    assertEquals(Failure.REFUSED, over.failure(), "I1: for good");
  }

  @Test
  public final void laterUploadsHaveGreaterIdsThanWhatIsReserved() {
    ImageId greatest = freshId();
    run.reserve(greatest);
    Image next = insert();
    assertTrue(next.id().compareTo(greatest) > 0, "I2: uploads have greater ids");
    run.reserve(new ImageId(1));
    assertTrue(insert().id().compareTo(next.id()) > 0, "I3: the counter never moves back");
  }

  @Test
  public final void anImportKeepsItsIdAndItsTime() {
    ImageId id = freshId();
    NewImage image = Samples.image(owner);
    Instant precise = LONG_AGO.plusNanos(123_456);
    Image pending =
        run.insert(new ImportedImage(image, Optional.of(id), Optional.of(precise))).orElseThrow();
    assertEquals(id, pending.id(), "I7: its id");
    assertEquals(LONG_AGO, pending.createdAt(), "I7: its time, in whole milliseconds");
    assertEquals(ImageStatus.PENDING, pending.status(), "I7: PENDING");
    assertEquals(image.originalName(), pending.originalName(), "I7: all that it was");
    assertEquals(Optional.of(pending), recorded(pending), "I7: recorded as returned");
    Image ready = run.publish(pending, origin).orElseThrow();
    assertEquals(ImageStatus.READY, ready.status(), "I12: READY");
    assertEquals(LONG_AGO, ready.createdAt(), "I7: its time stays");
    assertEquals(Optional.of(ready), repository.find(owner, id), "I12: its owner sees it");
  }

  @Test
  public final void anImportWithoutAnIdHasANewOne() {
    Image before = insert();
    ImportedImage image =
        new ImportedImage(Samples.image(owner), Optional.empty(), Optional.empty());
    Image pending = run.insert(image).orElseThrow();
    assertTrue(pending.id().compareTo(before.id()) > 0, "I8: greater than any before");
    assertFalse(pending.createdAt().isBefore(before.createdAt()), "I7: without a time, now");
    assertTrue(insert().id().compareTo(pending.id()) > 0, "I8: and not used again");
  }

  @Test
  public final void anIdOfAnotherImageIsTaken() {
    Image upload = insert();
    Image others = ready(Samples.image(Samples.owner()));
    for (Image there : List.of(upload, others)) {
      ImportedImage image = of(Samples.image(owner), there.id());
      assertTrue(run.isTaken(there.id()), "I6: taken, whoever has it");
      assertTrue(run.insert(image).isEmpty(), "I6: so nothing is recorded");
      assertTrue(repository.findByKey(image.image().original().key()).isEmpty(), "I6: nothing");
    }
    repository.delete(others.owner(), others.id());
    assertTrue(run.isTaken(others.id()), "I6: also while it is DELETING");
    repository.remove(List.of(repository.findByKey(others.original().key()).orElseThrow()));
    assertFalse(run.isTaken(others.id()), "I6: and no longer");
    assertEquals(others.id(), importAs(others.id()).id(), "I6: what is free is given");
  }

  @Test
  public final void anIdOfWhatIsBeingImportedIsTaken() {
    ImageId id = freshId();
    Image pending = importAs(id);
    assertTrue(run.isTaken(id), "I6: while it is imported");
    assertTrue(run.insert(of(Samples.image(owner), id)).isEmpty(), "I6: so nothing is recorded");
    Image published = run.publish(pending, origin).orElseThrow();
    assertTrue(run.insert(of(Samples.image(owner), id)).isEmpty(), "I6: and afterwards");
    assertEquals(Optional.of(published), recorded(pending), "I6: what has it stays as it is");
  }

  @Test
  public final void ofConcurrentImportsWithOneIdOneRecords() throws Exception {
    ImageId id = freshId();
    List<Callable<Optional<Image>>> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      OwnerId each = i % 2 == 0 ? owner : Samples.owner();
      tasks.add(() -> run.insert(of(Samples.image(each), id)));
    }
    int recorded = 0;
    for (Future<Optional<Image>> task : concurrently(tasks)) {
      recorded += task.get().isPresent() ? 1 : 0;
    }
    assertEquals(1, recorded, "I11: one");
  }

  @Test
  public final void whatAnEarlierImportLeftDoesNotKeepItsId() throws Exception {
    ImageId id = freshId();
    Image left = importAs(id);
    beginAnother();
    assertFalse(run.isTaken(id), "I6: what an earlier import left does not count");
    Image again = importAs(id);
    Image moved = recorded(left).orElseThrow();
    assertEquals(ImageStatus.DELETING, moved.status(), "I10: it is DELETING");
    assertNotEquals(id, moved.id(), "I10: with another id");
    assertEquals(left.original(), moved.original(), "I10: and its object");
    assertEquals(Optional.of(again), recorded(again), "I10: the new one is not touched");
    assertTrue(run.publish(again, origin).isPresent(), "I10: it can be published");
    List<Claim> claims = repository.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "I10: a sweep finds it");
    assertEquals(moved.original(), claims.get(0).image().original(), "I10: to delete its object");
    assertFalse(claims.get(0).putIsOver(), "I10: which may still come");
    repository.remove(List.of(claims.get(0).image()));
    assertTrue(recorded(left).isEmpty(), "I10: and it is gone");
    assertTrue(repository.find(owner, id).isPresent(), "I10: the new one is still there");
  }

  @Test
  public final void whatASweepHasTakenUpDoesNotKeepItsIdEither() throws Exception {
    ImageId id = freshId();
    Image left = importAs(id);
    passTime(DELAY.plus(Duration.ofSeconds(1)));
    Image claimed = claimOf(left);
    beginAnother();
    Image again = run.publish(importAs(id), origin).orElseThrow();
    repository.delete(owner, id);
    repository.remove(List.of(claimed));
    assertEquals(
        Optional.of(ImageStatus.DELETING),
        recorded(again).map(Image::status),
        "R29: who removes the old one does not remove the new one of that id");
    assertTrue(recorded(left).isPresent(), "I10: the old one waits for the next sweep");
  }

  private Image claimOf(Image image) {
    return repository.claimUnfinished(DELAY, LATE_PUT, 10).stream()
        .map(Claim::image)
        .filter(claimed -> claimed.original().equals(image.original()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  public final void aSweepJudgesByWhenItWasRecorded() throws Exception {
    Image pending = importAs(freshId());
    assertTrue(
        repository.claimUnfinished(DELAY, LATE_PUT, 10).isEmpty(),
        "I9: however long ago it was created");
    passTime(DELAY.plus(Duration.ofSeconds(1)));
    assertEquals(pending.original(), claimOf(pending).original(), "I9: then it is claimed");
    assertTrue(run.publish(pending, origin).isEmpty(), "I14: which then stays so");
    assertEquals(Set.of(), run.imported(List.of(origin)), "I14: it is not imported");
  }

  @Test
  public final void anOriginIsRememberedWhateverBecomesOfTheImage() {
    Image pending = importAs(freshId());
    assertEquals(Set.of(), run.imported(List.of(origin)), "I4: not before it is published");
    Image ready = run.publish(pending, origin).orElseThrow();
    assertEquals(Optional.of(ready), run.publish(pending, origin), "I13: a repeat is the same");
    repository.delete(owner, ready.id());
    repository.remove(List.of(recorded(ready).orElseThrow()));
    assertTrue(recorded(ready).isEmpty(), "it is gone");
    beginAnother();
    assertEquals(
        Set.of(origin), run.imported(List.of(origin("2"), origin)), "I5: remembered for ever");
    assertTrue(run.publish(pending, origin).isEmpty(), "I14: what is gone is not published");
  }

  @Test
  public final void anOriginIsImportedOnce() {
    assertTrue(run.publish(importAs(freshId()), origin).isPresent(), "I12: once");
    Image second = importAs(freshId());
    assertTrue(run.publish(second, origin).isEmpty(), "I14: the origin is remembered already");
    assertEquals(
        Optional.of(ImageStatus.PENDING), recorded(second).map(Image::status), "I14: no change");
  }

  @Test
  public final void anImportIsTakenBack() {
    ImageId id = freshId();
    Image first = importAs(id);
    run.withdraw(first, true);
    assertEquals(
        Optional.of(ImageStatus.DELETING), recorded(first).map(Image::status), "I15: DELETING");
    assertTrue(run.publish(first, origin).isEmpty(), "I14: and stays so");
    Image second = importAs(id);
    assertEquals(id, second.id(), "I15: its id is free");
    Image ready = run.publish(second, origin).orElseThrow();
    run.withdraw(second, true);
    run.withdraw(first, true);
    assertEquals(Optional.of(ready), recorded(second), "I15: what is READY stays");
    assertTrue(
        repository.claimUnfinished(DELAY, LATE_PUT, 10).stream()
            .anyMatch(claim -> claim.image().original().equals(first.original())),
        "I15: a sweep finds what was taken back");
  }

  @Test
  public final void noTwoImportsShareAnObject() {
    Image first = importAs(freshId());
    NewImage same = Samples.image(owner);
    NewImage clash =
        new NewImage(owner, same.originalName(), first.original(), same.sha256(), Optional.empty());
    ImageId other = freshId();
    BackEndException refused =
        assertThrows(BackEndException.class, () -> run.insert(of(clash, other)), "I7: one object");
    assertEquals(Failure.REFUSED, refused.failure(), "I7: refused");
  }

  @Test
  public final void timesAreInMilliseconds() {
    Image pending = importAs(freshId());
    assertEquals(
        pending.updatedAt().truncatedTo(ChronoUnit.MILLIS), pending.updatedAt(), "I7: whole ones");
  }
}
