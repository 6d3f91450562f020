package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Variant;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link VariantRepository} promises to who makes a variant. */
abstract class VariantMakingContract extends VariantSuite {

  private static final int ROUNDS = 20;

  @Test
  public final void anImageStaysAsLongAsAVariantOfItIsRecorded() {
    Rendering rendering = rendering();
    Image image = rendering.image();
    Variant variant = published(rendering, THUMB);
    repository.delete(owner, image.id());
    repository.remove(List.of(image));
    assertTrue(
        repository.findByKey(image.original().key()).isPresent(), "P1: the image has a variant");
    variants.claimAllOf(List.of(image), LATE_PUT);
    variants.remove(List.of(variant));
    repository.remove(List.of(image));
    assertEquals(
        Optional.empty(),
        repository.findByKey(image.original().key()),
        "P1: without one it is removed");
  }

  @Test
  public final void theOwnerFindsReadyVariantsOfReadyImages() {
    Rendering rendering = rendering();
    ImageId image = rendering.image().id();
    Variant thumb = published(rendering, THUMB);
    pending(rendering, DISPLAY);
    Rendering second = rendering();
    ImageId other = second.image().id();
    Variant display = published(second, DISPLAY);
    List<ImageId> asked = List.of(image, other, ready().id());
    assertEquals(
        Map.of(
            image, Map.of(THUMB.name(), thumb.object()),
            other, Map.of(DISPLAY.name(), display.object())),
        variants.find(owner, asked),
        "P2: by image and name, READY ones only");
    assertEquals(
        Set.of(other), variants.find(owner, List.of(other)).keySet(), "P2: of no other image");
    assertEquals(Map.of(), variants.find(Samples.owner(), asked), "P2: another owner has none");
    assertEquals(Map.of(), variants.find(owner, List.of()), "P2: none is none");
    repository.delete(owner, image);
    assertEquals(
        Set.of(other), variants.find(owner, asked).keySet(), "P2: a deleted image has none");
  }

  @Test
  public final void aVariantIsRecordedAsPending() {
    Rendering rendering = rendering();
    ImageObject object = Samples.variantObject(owner);
    Variant expected =
        new Variant(owner, rendering.image().id(), THUMB, object, ImageStatus.PENDING);
    assertEquals(
        Optional.of(expected), variants.insert(rendering, THUMB, object), "P3: it is PENDING");
    assertEquals(
        Optional.of(expected), variants.findByKey(object.key()), "P3: recorded as it was given");
    BackEndException refused =
        assertThrows(
            BackEndException.class,
            () -> variants.insert(rendering, DISPLAY, object),
            "P17: a recorded object key is refused");
    assertEquals(BackEndException.Failure.REFUSED, refused.failure(), "P17: REFUSED");
  }

  @Test
  public final void onlyWhoHoldsTheClaimRecordsAVariant() throws Exception {
    for (Outcome outcome : Outcome.values()) {
      Rendering settled = rendering();
      renderings.settle(settled, outcome);
      assertNothingInserted(settled, "P3: a settled claim is over: " + outcome);
    }
    Rendering late = rendering();
    passTime(late.lease().plusSeconds(1));
    pending(late, THUMB);
    Rendering second = renderings.claim(READS, WRITES, TIMEOUT, 1).get(0);
    assertEquals(late.image().id(), second.image().id(), "Q8: it is taken up again");
    assertNothingInserted(late, "P3: another has taken it up");
    pending(second, THUMB);
  }

  private void assertNothingInserted(Rendering rendering, String rule) {
    int before = variants.pageByKey("", 1000).size();
    assertEquals(Optional.empty(), insert(rendering, THUMB), rule);
    assertEquals(before, variants.pageByKey("", 1000).size(), rule);
  }

  @Test
  public final void noVariantOfADeletedImageIsRecorded() {
    Rendering rendering = rendering();
    repository.delete(owner, rendering.image().id());
    assertNothingInserted(rendering, "P3: the image is DELETING");
    repository.remove(List.of(rendering.image()));
    assertNothingInserted(rendering, "P3: the image is gone");
  }

  @Test
  public final void oneOfANameIsPending() {
    Rendering rendering = rendering();
    Variant ready = published(rendering, THUMB);
    Variant display = pending(rendering, DISPLAY);
    Variant first = pending(rendering, THUMB);
    Variant second = pending(rendering, LARGER_THUMB);
    assertStatus(ImageStatus.DELETING, first, "P4: a later attempt replaces a PENDING one");
    assertStatus(ImageStatus.PENDING, second, "P4: the later one is PENDING");
    assertStatus(ImageStatus.PENDING, display, "P4: one of another name stays");
    assertStatus(ImageStatus.READY, ready, "P4: a READY one stays");
    assertFalse(variants.publish(first), "P4: the earlier one is never published");
    assertFalse(
        variants.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(),
        "P4: its put may be under way");
  }

  @Test
  public final void afterADeleteNoKeyAppears() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Rendering rendering = rendering();
      List<Callable<Set<Variant>>> tasks =
          List.of(
              () -> insertAll(rendering),
              () -> insertAll(rendering),
              () -> deleteAndClaim(rendering));
      List<Future<Set<Variant>>> done = concurrently(tasks);
      Set<ObjectKey> inserted = new HashSet<>();
      done.get(0).get().forEach(variant -> inserted.add(variant.object().key()));
      done.get(1).get().forEach(variant -> inserted.add(variant.object().key()));
      Set<ObjectKey> claimed = new HashSet<>();
      done.get(2).get().forEach(variant -> claimed.add(variant.object().key()));
      assertEquals(inserted, claimed, "P5: after the delete all keys there are were found");
    }
  }

  private Set<Variant> insertAll(Rendering rendering) {
    Set<Variant> inserted = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      insert(rendering, THUMB).ifPresent(inserted::add);
      insert(rendering, DISPLAY).ifPresent(inserted::add);
    }
    return inserted;
  }

  private Set<Variant> deleteAndClaim(Rendering rendering) {
    Image deleted = repository.delete(owner, rendering.image().id()).orElseThrow();
    Set<Variant> claimed = new HashSet<>();
    variants.claimAllOf(List.of(deleted), LATE_PUT).forEach(claim -> claimed.add(claim.variant()));
    return claimed;
  }

  @Test
  public final void aPublishedVariantReplacesItsPredecessor() {
    Rendering rendering = rendering();
    Variant first = published(rendering, THUMB);
    Variant display = published(rendering, DISPLAY);
    assertStatus(ImageStatus.READY, first, "P6: it is READY");
    Variant second = published(rendering, LARGER_THUMB);
    assertStatus(ImageStatus.READY, second, "P6: so is its successor");
    assertStatus(ImageStatus.DELETING, first, "P6: and what was READY before is DELETING");
    assertStatus(ImageStatus.READY, display, "P6: one of another name stays");
    List<VariantClaim> claims = variants.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "P6, P9: what was replaced is claimed");
    assertTrue(claims.get(0).putIsOver(), "P9: and has no put under way");
  }

  @Test
  public final void ofConcurrentAttemptsOneIsReady() throws Exception {
    Rendering rendering = rendering();
    for (Future<Boolean> each : concurrently(() -> variants.publish(pending(rendering, THUMB)))) {
      each.get();
    }
    assertEquals(1, count(ImageStatus.READY), "P6: one of a name is READY");
    assertEquals(0, count(ImageStatus.PENDING), "P4, P6: and none is PENDING");
  }

  private long count(ImageStatus status) {
    return variants.pageByKey("", 1000).stream()
        .filter(variant -> variant.status() == status)
        .count();
  }

  @Test
  public final void publishCanBeRepeated() {
    Rendering rendering = rendering();
    Variant variant = published(rendering, THUMB);
    assertTrue(variants.publish(variant), "P7: publishing again answers the same");
    Variant withdrawn = pending(rendering, DISPLAY);
    variants.withdraw(withdrawn, true);
    assertFalse(variants.publish(withdrawn), "P7: a DELETING variant stays so");
    variants.remove(List.of(withdrawn));
    assertFalse(variants.publish(withdrawn), "P7: what is gone stays gone");
    Variant late = pending(rendering, DISPLAY);
    repository.delete(owner, rendering.image().id());
    assertFalse(variants.publish(late), "P7: the image is DELETING");
    assertFalse(variants.publish(variant), "P7: also for what was READY");
  }

  @Test
  public final void aPendingVariantIsWithdrawn() {
    Rendering rendering = rendering();
    Variant pending = pending(rendering, THUMB);
    Variant ready = published(rendering, DISPLAY);
    variants.withdraw(pending, true);
    variants.withdraw(ready, true);
    assertStatus(ImageStatus.DELETING, pending, "P8: a PENDING one is DELETING");
    assertStatus(ImageStatus.READY, ready, "P8: a READY one stays");
    assertTrue(
        variants.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(), "P8: withdrawn as over");
  }
}
