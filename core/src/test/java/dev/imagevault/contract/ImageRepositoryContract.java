package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.Backlog;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ImageRepository} promises. */
public abstract class ImageRepositoryContract extends RepositoryClaimContract {

  /** For the kit's subclasses. */
  protected ImageRepositoryContract() {}

  @Test
  public final void aPublishedImageIsReady() {
    Image pending = insert();
    Image published = publish(pending);
    assertEquals(ImageStatus.READY, published.status(), "R4: a published image is READY");
    assertEquals(pending.createdAt(), published.createdAt(), "R4: createdAt stays");
    assertEquals(
        Optional.of(published), repository.find(owner, pending.id()), "R4: its owner finds it");
  }

  @Test
  public final void publishCanBeRepeated() {
    ImageId id = insert().id();
    Optional<Image> first = repository.publish(owner, id);
    assertEquals(first, repository.publish(owner, id), "R5: publishing again answers the same");
  }

  @Test
  public final void whatIsDeletingOrGoneCannotBePublished() {
    Image image = ready(Samples.image(owner));
    repository.delete(owner, image.id());
    assertEquals(
        Optional.empty(), repository.publish(image.owner(), image.id()), "R6: DELETING stays so");
    assertEquals(Optional.empty(), repository.find(owner, image.id()), "R6: and unseen");
    repository.remove(List.of(image));
    assertEquals(
        Optional.empty(),
        repository.publish(image.owner(), image.id()),
        "R6: what is gone stays gone");
  }

  @Test
  public final void aWithdrawnUploadIsNeverSeen() throws Exception {
    Image pending = insert();
    repository.withdraw(pending.owner(), pending.id(), true);
    assertEquals(
        Optional.empty(),
        repository.publish(pending.owner(), pending.id()),
        "R7: withdrawn for good");
    Image published = ready(Samples.image(owner));
    repository.withdraw(published.owner(), published.id(), true);
    assertEquals(
        Optional.empty(), repository.find(owner, published.id()), "R7: also once it was READY");
    passTime(Duration.ofSeconds(30));
    assertEquals(
        2, repository.claimUnfinished(DELAY, LATE_PUT, 10).size(), "R7: both are DELETING");
  }

  @Test
  public final void whatARepeatWasGivenIsNotWithdrawn() {
    Image image = ready(Samples.image(owner, idempotencyKey));
    insert(Samples.image(owner, idempotencyKey));
    repository.withdraw(image.owner(), image.id(), true);
    assertTrue(
        repository.find(owner, image.id()).isPresent(),
        "R7: an image that a repeat was given stays");
  }

  @Test
  public final void aWithdrawnUploadFreesItsIdempotencyKey() {
    Image image = insert(Samples.image(owner, idempotencyKey));
    repository.withdraw(image.owner(), image.id(), true);
    assertEquals(
        ImageStatus.PENDING,
        insert(Samples.image(owner, Optional.of(idempotencyKey), "b")).status(),
        "R7, R9: what failed binds no key");
  }

  @Test
  public final void aDeletedImageIsSeenByNobody() {
    Image image = ready(Samples.image(owner));
    Image deleted = present(repository.delete(owner, image.id()), "R8: the owner's READY image");
    assertEquals(ImageStatus.DELETING, deleted.status(), "R8: it is DELETING");
    assertEquals(
        image.original().key(), deleted.original().key(), "R8: and the one that was meant");
    assertEquals(Optional.empty(), repository.find(owner, image.id()), "R8: find is empty");
    assertEquals(
        List.of(), repository.page(owner, ImageCursor.NEWEST, 10).images(), "R8: so is page");
    assertEquals(
        List.of(), repository.claimUnfinished(DELAY, LATE_PUT, 10), "R8: its deleter goes first");
  }

  @Test
  public final void deletingFreesTheIdempotencyKey() {
    Image image = ready(Samples.image(owner, idempotencyKey));
    repository.delete(owner, image.id());
    assertNotEquals(
        image.id(),
        insert(Samples.image(owner, idempotencyKey)).id(),
        "R9: the key of a deleted image is free");
  }

  @Test
  public final void onlyTheOwnersReadyImageIsDeleted() {
    Image ready = ready(Samples.image(owner));
    Image pending = insert();
    assertEquals(
        Optional.empty(), repository.delete(Samples.owner(), ready.id()), "R10: another's is not");
    assertTrue(repository.find(owner, ready.id()).isPresent(), "R10: and stays as it was");
    assertEquals(Optional.empty(), repository.delete(owner, pending.id()), "R10: PENDING is not");
    assertTrue(
        repository.publish(pending.owner(), pending.id()).isPresent(), "R10: and stays as it was");
    repository.delete(owner, ready.id());
    assertEquals(Optional.empty(), repository.delete(owner, ready.id()), "R10: not twice");
    assertEquals(
        Optional.empty(),
        repository.delete(owner, new ImageId(ImageId.MAX_VALUE)),
        "R10: what never was is not");
  }

  @Test
  public final void deleteAllTakesAllOfOneOwner() {
    ready(Samples.image(owner));
    ready(Samples.image(owner, idempotencyKey));
    Image pending = insert();
    Image others = ready(Samples.image(Samples.owner()));
    assertEquals(2, repository.deleteAll(owner), "R11: it counts the READY ones");
    assertEquals(
        List.of(), repository.page(owner, ImageCursor.NEWEST, 10).images(), "R11: all gone");
    Image mine =
        present(repository.findByKey(pending.original().key()), "R20: an image of any state");
    assertEquals(ImageStatus.DELETING, mine.status(), "R11: uploads under way included");
    assertTrue(repository.find(others.owner(), others.id()).isPresent(), "R11: other owners' stay");
    assertEquals(3, repository.claimUnfinished(DELAY, LATE_PUT, 10).size(), "R11: claimed at once");
    ready(Samples.image(owner, idempotencyKey));
    assertEquals(
        1, repository.page(owner, ImageCursor.NEWEST, 10).images().size(), "R11: later ones stay");
    assertEquals(0, repository.deleteAll(Samples.owner()), "R11: none is none");
  }

  @Test
  public final void anUploadLearnsThatItsOwnerDeletedEverything() throws Exception {
    Image pending = insert();
    Image published = ready(Samples.image(owner));
    Image abandoned = insert();
    repository.withdraw(abandoned.owner(), abandoned.id(), true);
    repository.deleteAll(owner);
    for (Image image : List.of(pending, published)) {
      for (int call = 0; call < 2; call++) {
        assertWithdrawn(image);
      }
    }
    assertGivenUp(abandoned);
    passTime(DELAY.plusSeconds(1));
    repository.claimUnfinished(DELAY, LATE_PUT, 10);
    assertWithdrawn(pending);
    Image late = insert();
    passTime(DELAY.plusSeconds(1));
    repository.claimUnfinished(DELAY, LATE_PUT, 10);
    repository.deleteAll(owner);
    assertGivenUp(late);
  }

  private void assertGivenUp(Image image) {
    String rule = "R24: it was not its owner who withdrew it";
    assertEquals(
        Optional.empty(),
        assertDoesNotThrow(() -> repository.publish(image.owner(), image.id()), rule),
        rule);
  }

  private void assertWithdrawn(Image image) {
    ImageConflictException conflict =
        assertThrows(
            ImageConflictException.class,
            () -> repository.publish(image.owner(), image.id()),
            "R24: the uploader is told that its owner deleted everything");
    assertEquals(ImageConflictException.Reason.WITHDRAWN, conflict.reason(), "R24: the reason");
  }

  @Test
  public final void onlyWhatIsDeletingIsRemoved() {
    Image pending = insert();
    Image ready = ready(Samples.image(owner));
    Image deleted = ready(Samples.image(owner));
    repository.delete(owner, deleted.id());
    repository.remove(List.of(pending, ready, deleted));
    assertTrue(repository.findByKey(pending.original().key()).isPresent(), "R12: PENDING stays");
    assertTrue(repository.findByKey(ready.original().key()).isPresent(), "R12: READY stays");
    assertEquals(
        Optional.empty(), repository.findByKey(deleted.original().key()), "R12: DELETING goes");
    assertDoesNotThrow(() -> repository.remove(List.of(deleted)), "R12: twice is harmless");
    assertDoesNotThrow(() -> repository.remove(List.of()), "R12: none is none");
  }

  @Test
  public final void manyOfManyOwnersAreRemovedAtOnce() {
    List<Image> deleted = new ArrayList<>();
    for (OwnerId each : List.of(owner, Samples.owner(), Samples.owner())) {
      for (int i = 0; i < 3; i++) {
        deleted.add(ready(Samples.image(each)));
      }
      repository.deleteAll(each);
    }
    repository.remove(deleted.subList(1, 8));
    assertEquals(
        List.of(deleted.get(0).original().key(), deleted.get(8).original().key()).stream()
            .sorted()
            .toList(),
        repository.pageByKey("", 10).stream().map(image -> image.original().key()).toList(),
        "R12: all that are given, and no others");
  }

  @Test
  public final void anothersUploadIsNeitherPublishedNorWithdrawn() {
    OwnerId other = Samples.owner();
    Image pending = insert();
    assertEquals(Optional.empty(), repository.publish(other, pending.id()), "R25: not published");
    repository.withdraw(other, pending.id(), true);
    Image ready = publish(pending);
    assertEquals(Optional.empty(), repository.publish(other, ready.id()), "R25: not shown either");
    repository.withdraw(other, ready.id(), true);
    assertEquals(Optional.of(ready), repository.find(owner, ready.id()), "R25: not withdrawn");
    repository.deleteAll(owner);
    assertEquals(
        Optional.empty(),
        assertDoesNotThrow(() -> repository.publish(other, ready.id()), "R25: nor told why"),
        "R25: nor told why");
  }

  @Test
  public final void theBacklogIsAllThatIsNotReady() throws Exception {
    assertEquals(new Backlog(0, 0, Duration.ZERO), repository.backlog(), "R27: none at first");
    insert();
    insert(Samples.image(Samples.owner()));
    Image image = ready(Samples.image(owner));
    passTime(Duration.ofHours(1));
    ready(Samples.image(owner));
    repository.delete(owner, image.id());
    Backlog backlog = repository.backlog();
    assertEquals(2, backlog.pending(), "R27: PENDING, of all owners");
    assertEquals(1, backlog.deleting(), "R27: DELETING");
    assertTrue(
        backlog.oldest().compareTo(Duration.ofMinutes(59)) > 0
            && backlog.oldest().compareTo(Duration.ofHours(2)) < 0,
        "R27: for how long the oldest has been unfinished");
  }

  @Test
  public final void aPingOfARepositoryThatAnswersSucceeds() {
    assertDoesNotThrow(() -> repository.ping(), "R28: the repository answers");
  }

  @Test
  public final void onlyTheOwnerFindsAReadyImage() {
    Image pending = insert();
    Image ready = ready(Samples.image(owner));
    assertEquals(Optional.of(ready), repository.find(owner, ready.id()), "R13: the owner does");
    assertEquals(Optional.empty(), repository.find(Samples.owner(), ready.id()), "R13: no other");
    assertEquals(Optional.empty(), repository.find(owner, pending.id()), "R13: PENDING is unseen");
  }

  @Test
  public final void pagesAreNewestFirstAndComplete() {
    List<Image> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      newestFirst.add(0, ready(Samples.image(owner)));
      insert();
      ready(Samples.image(Samples.owner()));
    }
    List<Image> seen = new ArrayList<>();
    Optional<ImageCursor> from = Optional.of(ImageCursor.NEWEST);
    int pages = 0;
    do {
      ImagePage page = repository.page(owner, from.get(), 3);
      seen.addAll(page.images());
      from = page.next();
      pages++;
    } while (from.isPresent());
    assertEquals(newestFirst, seen, "R14: all READY images of the owner, newest first");
    assertEquals(3, pages, "R15: 7 images are pages of 3, 3 and 1");
  }

  @Test
  public final void aFullLastPageHasNoNext() {
    ready(Samples.image(owner));
    ready(Samples.image(owner));
    assertEquals(
        Optional.empty(),
        repository.page(owner, ImageCursor.NEWEST, 2).next(),
        "R15: no more follow");
    assertTrue(
        repository.page(owner, ImageCursor.NEWEST, 1).next().isPresent(), "R15: one follows");
  }

  @Test
  public final void aPageBeginsBelowAnyId() {
    Image first = ready(Samples.image(owner));
    Image second = ready(Samples.image(owner));
    Image third = ready(Samples.image(owner));
    repository.delete(owner, second.id());
    assertEquals(
        List.of(first),
        repository.page(owner, ImageCursor.below(second.id()), 10).images(),
        "R14: also where the image with that id is gone");
    assertEquals(
        List.of(third, first),
        repository.page(owner, new ImageCursor(ImageId.MAX_VALUE), 10).images(),
        "R14: or never was");
  }

  @Test
  public final void limitsAreBounded() {
    for (int limit : new int[] {0, 1001}) {
      Class<IllegalArgumentException> refused = IllegalArgumentException.class;
      assertThrows(
          refused,
          () -> repository.page(owner, ImageCursor.NEWEST, limit),
          "R30: a page of " + limit);
      assertThrows(
          refused,
          () -> repository.claimUnfinished(DELAY, LATE_PUT, limit),
          "R30: a claim of " + limit);
      assertThrows(refused, () -> repository.pageByKey("", limit), "R30: by key, " + limit);
    }
  }

  @Test
  public final void imagesOfAllStatesArePagedByKey() {
    List<ObjectKey> keys = new ArrayList<>();
    for (OwnerId each :
        List.of(owner, new OwnerId(owner.value() + "-a"), new OwnerId(owner.value() + "_é"))) {
      keys.add(insert(Samples.image(each)).original().key());
      keys.add(ready(Samples.image(each)).original().key());
      Image deleted = ready(Samples.image(each));
      repository.delete(each, deleted.id());
      keys.add(deleted.original().key());
    }
    keys.sort(Comparator.naturalOrder());
    List<ObjectKey> seen = new ArrayList<>();
    String after = "";
    List<Image> page;
    do {
      page = repository.pageByKey(after, 2);
      page.forEach(image -> seen.add(image.original().key()));
      after = page.isEmpty() ? after : page.get(page.size() - 1).original().key().value();
    } while (!page.isEmpty());
    assertEquals(keys, seen, "R19: all of them, in ascending order of the key's bytes");
  }

  @Test
  public final void anImageOfAnyStateIsFoundByItsKey() {
    Image image = ready(Samples.image(owner));
    assertEquals(Optional.of(image), repository.findByKey(image.original().key()), "R20: READY");
    Optional<Image> deleted = repository.delete(owner, image.id());
    assertEquals(deleted, repository.findByKey(image.original().key()), "R20: DELETING");
    assertEquals(Optional.empty(), repository.findByKey(Samples.key(owner)), "R20: absent");
  }
}
