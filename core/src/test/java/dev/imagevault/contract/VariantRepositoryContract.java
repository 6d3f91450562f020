package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link VariantRepository} promises. */
public abstract class VariantRepositoryContract extends VariantMakingContract {

  private static final int MANY = 40;

  /** For the kit's subclasses. */
  protected VariantRepositoryContract() {}

  @Test
  public final void unfinishedVariantsAreClaimedOnceOldEnough() throws Exception {
    Rendering rendering = rendering();
    Variant ready = published(rendering, DISPLAY);
    Variant pending = pending(rendering, THUMB);
    passTime(DELAY.minusSeconds(10));
    assertEquals(
        List.of(), variants.claimUnfinished(DELAY, LATE_PUT, 10), "P9: not before their time");
    passTime(Duration.ofSeconds(20));
    List<VariantClaim> claims = variants.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "P9: the PENDING one, once old enough, and no READY one");
    assertEquals(pending.object(), claims.get(0).variant().object(), "P9: it is that one");
    assertEquals(
        ImageStatus.DELETING, claims.get(0).variant().status(), "P9: a claimed one is DELETING");
    assertFalse(variants.publish(pending), "P9: and not published");
    assertStatus(ImageStatus.READY, ready, "P9: a READY one stays");
  }

  @Test
  public final void aLeaseKeepsOthersAwayAndEnds() throws Exception {
    variants.withdraw(pending(rendering(), THUMB), true);
    Duration last = Duration.ZERO;
    for (int attempt = 0; attempt < 12; attempt++) {
      passTime(DELAY);
      List<VariantClaim> claims = variants.claimUnfinished(DELAY, LATE_PUT, 10);
      assertEquals(1, claims.size(), "P9: a lease is never longer than olderThan");
      Duration lease = claims.get(0).lease();
      assertTrue(lease.compareTo(last.dividedBy(2)) >= 0, "P9: leases grow");
      passTime(lease.dividedBy(2));
      assertEquals(
          List.of(), variants.claimUnfinished(DELAY, LATE_PUT, 10), "P9: leased is leased");
      last = lease;
    }
    assertTrue(last.compareTo(DELAY.dividedBy(2)) > 0, "P9: leases grow up to olderThan");
  }

  @Test
  public final void aPutMayBeUnderWayUntilTheStoreRefusesIt() throws Exception {
    variants.withdraw(pending(rendering(), THUMB), false);
    passTime(Duration.ofSeconds(30));
    String late = "P9: a put of unknown outcome may arrive for as long as the caller says";
    assertFalse(variants.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(), late);
    passTime(LATE_PUT.minus(DELAY));
    assertFalse(variants.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(), late);
    passTime(DELAY);
    assertTrue(
        variants.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(),
        "P9: and cannot any more once it is over");
  }

  @Test
  public final void concurrentClaimsNeverShareAVariant() throws Exception {
    Rendering rendering = rendering();
    for (int i = 0; i < MANY; i++) {
      pending(rendering, VariantSpec.parse("v" + i + ":400"));
    }
    passTime(DELAY.plusSeconds(1));
    List<ObjectKey> claimed = new ArrayList<>();
    for (Future<List<ObjectKey>> each : concurrently(this::claimUntilNoneIsLeft)) {
      claimed.addAll(each.get());
    }
    Set<ObjectKey> distinct = new HashSet<>(claimed);
    assertEquals(claimed.size(), distinct.size(), "P9: no variant is claimed by two");
    assertEquals(MANY, distinct.size(), "P9: together they claim all");
  }

  private List<ObjectKey> claimUntilNoneIsLeft() {
    List<ObjectKey> all = new ArrayList<>();
    List<VariantClaim> some;
    do {
      some = variants.claimUnfinished(DELAY, LATE_PUT, 3);
      some.forEach(claim -> all.add(claim.variant().object().key()));
    } while (!some.isEmpty() && all.size() <= MANY);
    return all;
  }

  @Test
  public final void allVariantsOfADeletedImageAreClaimed() throws Exception {
    Rendering rendering = rendering();
    Variant ready = published(rendering, THUMB);
    Variant replaced = pending(rendering, DISPLAY);
    Variant pending = pending(rendering, DISPLAY);
    variants.claimUnfinished(DELAY, LATE_PUT, 10);
    Variant kept = published(rendering(), THUMB);
    Image deleted = repository.delete(owner, rendering.image().id()).orElseThrow();
    List<VariantClaim> claims = variants.claimAllOf(List.of(deleted), LATE_PUT);
    Map<ObjectKey, Boolean> putIsOver = new HashMap<>();
    for (VariantClaim claim : claims) {
      assertEquals(ImageStatus.DELETING, claim.variant().status(), "P10: all are DELETING");
      putIsOver.put(claim.variant().object().key(), claim.putIsOver());
    }
    assertEquals(
        Map.of(
            ready.object().key(), true,
            replaced.object().key(), false,
            pending.object().key(), false),
        putIsOver,
        "P10: whatever state they had, also what another has claimed, and whose put may be late");
    assertEquals(List.of(), variants.claimUnfinished(DELAY, LATE_PUT, 10), "P10: they are leased");
    passTime(DELAY.plusSeconds(1));
    assertEquals(
        3, variants.claimUnfinished(DELAY, LATE_PUT, 10).size(), "P10: for ten minutes at most");
    assertStatus(ImageStatus.READY, kept, "P10: another image's stay");
  }

  @Test
  public final void anImageThatIsNotDeletedKeepsItsVariants() {
    Rendering rendering = rendering();
    Variant thumb = published(rendering, THUMB);
    Variant display = pending(rendering, DISPLAY);
    assertEquals(List.of(), variants.claimAllOf(List.of(rendering.image()), LATE_PUT), "P10: none");
    assertStatus(ImageStatus.READY, thumb, "P10: the image is READY");
    assertStatus(ImageStatus.PENDING, display, "P10: the image is READY");
    assertEquals(List.of(), variants.claimAllOf(List.of(), LATE_PUT), "P10: none is none");
  }

  @Test
  public final void onlyWhatIsDeletingIsRemoved() {
    Rendering rendering = rendering();
    Variant replaced = published(rendering, THUMB);
    Variant ready = published(rendering, THUMB);
    Variant pending = pending(rendering, DISPLAY);
    Variant withdrawn = pending(rendering(), THUMB);
    variants.withdraw(withdrawn, true);
    variants.remove(List.of(ready, pending, replaced, withdrawn));
    assertStatus(ImageStatus.READY, ready, "P11: READY stays");
    assertStatus(ImageStatus.PENDING, pending, "P11: PENDING stays");
    for (Variant gone : List.of(replaced, withdrawn)) {
      assertEquals(
          Optional.empty(), variants.findByKey(gone.object().key()), "P11: DELETING is removed");
    }
    assertDoesNotThrow(() -> variants.remove(List.of(replaced)), "P11: twice is harmless");
    assertDoesNotThrow(() -> variants.remove(List.of()), "P11: none is none");
  }

  @Test
  public final void whatNobodyNamesIsRetired() throws Exception {
    List<Variant> thumbs = new ArrayList<>();
    List<Variant> displays = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Rendering rendering = rendering();
      thumbs.add(published(rendering, THUMB));
      displays.add(published(rendering, DISPLAY));
    }
    passTime(RenderingQueue.NAMED.minusMinutes(1));
    exhaust(variants::retire, 2);
    thumbs.forEach(thumb -> assertStatus(ImageStatus.READY, thumb, "P12: it was just named"));
    renderings.name(List.of(VariantSpec.parse("display:1200")));
    passTime(Duration.ofMinutes(2));
    exhaust(variants::retire, 2);
    thumbs.forEach(thumb -> assertStatus(ImageStatus.DELETING, thumb, "P12: nobody names it"));
    displays.forEach(
        display -> assertStatus(ImageStatus.READY, display, "P12: its name is still named"));
  }

  @Test
  public final void aLostVariantIsMadeAgain() throws Exception {
    renderings.name(List.of(WEBP));
    Rendering rendering = rendering();
    Variant thumb = published(rendering, THUMB);
    Variant display = published(rendering, DISPLAY);
    renderings.settle(rendering, Outcome.DONE);
    passTime(Duration.ofMinutes(1));
    assertEquals(List.of(), claim(), "Q9: a WebP is left for another");
    variants.lose(thumb);
    assertStatus(ImageStatus.DELETING, thumb, "P13: it is DELETING");
    assertStatus(ImageStatus.READY, display, "P13: another variant stays");
    List<Rendering> claims = claim();
    assertEquals(1, claims.size(), "P13: its image waits again");
    assertEquals(List.of(THUMB), claims.get(0).missing(), "P13: for what was lost");
  }

  @Test
  public final void onlyWhatIsReadyCanBeLost() {
    Rendering rendering = rendering();
    Variant ready = published(rendering, THUMB);
    Variant pending = pending(rendering, DISPLAY);
    renderings.settle(rendering, Outcome.FAILED);
    variants.lose(pending);
    assertStatus(ImageStatus.PENDING, pending, "P13: PENDING stays");
    variants.lose(ready);
    assertStatus(ImageStatus.DELETING, ready, "P13: READY does not");
    assertWaiting(0, "P13: an image that is FAILED stays so");
    variants.remove(List.of(ready));
    assertDoesNotThrow(() -> variants.lose(ready), "P13: what is gone is gone");
  }

  @Test
  public final void variantsOfAllStatesArePagedByKey() {
    List<ObjectKey> keys = new ArrayList<>();
    for (OwnerId each :
        List.of(owner, new OwnerId(owner.value() + "-a"), new OwnerId(owner.value() + "_é"))) {
      Rendering rendering = rendering(each);
      keys.add(published(rendering, THUMB).object().key());
      keys.add(published(rendering, THUMB).object().key());
      keys.add(pending(rendering, DISPLAY).object().key());
    }
    keys.sort(Comparator.naturalOrder());
    List<ObjectKey> seen = new ArrayList<>();
    String after = "";
    List<Variant> page;
    do {
      page = variants.pageByKey(after, 2);
      page.forEach(variant -> seen.add(variant.object().key()));
      after = page.isEmpty() ? after : page.get(page.size() - 1).object().key().value();
    } while (!page.isEmpty());
    assertEquals(keys, seen, "P14: all of them, in ascending order of the key's bytes");
  }

  @Test
  public final void aVariantOfAnyStateIsFoundByItsKey() {
    Rendering rendering = rendering();
    Variant variant = published(rendering, THUMB);
    assertStatus(ImageStatus.READY, variant, "P15: READY");
    published(rendering, THUMB);
    assertStatus(ImageStatus.DELETING, variant, "P15: DELETING");
    assertEquals(
        Optional.empty(), variants.findByKey(Samples.variantObject(owner).key()), "P15: absent");
  }

  @Test
  public final void limitsAreBounded() {
    for (int limit : new int[] {0, 1001}) {
      Class<IllegalArgumentException> refused = IllegalArgumentException.class;
      assertThrows(
          refused,
          () -> variants.claimUnfinished(DELAY, LATE_PUT, limit),
          "P16: a claim of " + limit);
      assertThrows(refused, () -> variants.retire(limit), "P16: retiring " + limit);
      assertThrows(refused, () -> variants.pageByKey("", limit), "P16: by key, " + limit);
    }
  }
}
