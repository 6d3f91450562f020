package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What {@link ImageRepository#claimUnfinished} promises: who is claimed, when, and for how long.
 */
abstract class RepositoryClaimContract extends RepositoryInsertContract {

  private static final int IMAGES = 40;

  @Test
  public final void unfinishedUploadsAreClaimedOnceOldEnough() throws Exception {
    Image pending = insert();
    Image ready = ready(Samples.image(owner));
    passTime(DELAY.minusSeconds(10));
    assertEquals(
        List.of(), repository.claimUnfinished(DELAY, LATE_PUT, 10), "R16: not before their time");
    passTime(Duration.ofSeconds(20));
    List<Claim> claims = repository.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "R16: the PENDING one, once old enough, and no READY one");
    assertEquals(
        pending.original().key(), claims.get(0).image().original().key(), "R16: it is that one");
    assertEquals(
        ImageStatus.DELETING, claims.get(0).image().status(), "R16: a claimed image is DELETING");
    assertEquals(
        Optional.empty(),
        repository.publish(pending.owner(), pending.id()),
        "R16: and not published");
    assertTrue(repository.find(owner, ready.id()).isPresent(), "R16: a READY one stays");
  }

  @Test
  public final void anInterruptedDeleteIsClaimedSoon() throws Exception {
    Image image = ready(Samples.image(owner));
    repository.delete(owner, image.id());
    passTime(Duration.ofSeconds(30));
    List<Claim> claims = repository.claimUnfinished(DELAY, LATE_PUT, 10);
    assertEquals(1, claims.size(), "R16: a DELETING one is claimed");
    assertTrue(claims.get(0).putIsOver(), "R26: what was READY has no put under way");
  }

  @Test
  public final void aPutMayBeUnderWayUntilTheStoreRefusesIt() throws Exception {
    repository.withdraw(owner, insert().id(), false);
    passTime(Duration.ofSeconds(30));
    Claim early = repository.claimUnfinished(DELAY, LATE_PUT, 10).get(0);
    assertFalse(early.putIsOver(), "R26: a put of unknown outcome may still arrive");
    passTime(LATE_PUT.minus(DELAY));
    assertFalse(
        repository.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(),
        "R26: for as long as the caller says");
    passTime(DELAY);
    Claim late = repository.claimUnfinished(DELAY, LATE_PUT, 10).get(0);
    assertTrue(late.putIsOver(), "R26: and cannot any more once it is over");
  }

  @Test
  public final void whatIsWithdrawnMayBeClaimedAtOnce() {
    Image pending = insert();
    Image ready = ready(Samples.image(owner));
    repository.withdraw(owner, pending.id(), false);
    repository.withdraw(owner, ready.id(), false);
    assertPutsAreOver(Map.of(pending.id(), false, ready.id(), true), "R31: withdrawn");
  }

  @Test
  public final void whatItsOwnerDeletedWithAllElseMayBeClaimedAtOnce() {
    Image pending = insert();
    Image ready = ready(Samples.image(owner));
    repository.deleteAll(owner);
    assertPutsAreOver(Map.of(pending.id(), false, ready.id(), true), "R11: deleted with all");
  }

  private void assertPutsAreOver(Map<ImageId, Boolean> expected, String what) {
    Map<ImageId, Boolean> claimed = new HashMap<>();
    for (Claim claim : repository.claimUnfinished(DELAY, LATE_PUT, 10)) {
      claimed.put(claim.image().id(), claim.putIsOver());
    }
    assertEquals(expected.keySet(), claimed.keySet(), what + ", so claimed at once");
    assertEquals(expected, claimed, "R26: over is the put of what was READY, and no other yet");
  }

  @Test
  public final void aPutThatIsOverNeedsNoSecondDeletion() throws Exception {
    repository.withdraw(owner, insert().id(), true);
    passTime(Duration.ofSeconds(30));
    assertTrue(
        repository.claimUnfinished(DELAY, LATE_PUT, 10).get(0).putIsOver(),
        "R26: withdrawn as over");
  }

  @Test
  public final void concurrentClaimsNeverShareAnImage() throws Exception {
    for (int i = 0; i < IMAGES; i++) {
      insert();
    }
    passTime(DELAY.plusSeconds(1));
    List<ImageId> claimed = new ArrayList<>();
    for (Future<List<Claim>> each : concurrently(this::claimAll)) {
      each.get().forEach(claim -> claimed.add(claim.image().id()));
    }
    Set<ImageId> distinct = new HashSet<>(claimed);
    assertEquals(claimed.size(), distinct.size(), "R17: no image is claimed by two");
    assertEquals(IMAGES, distinct.size(), "R17: together they claim all");
  }

  private List<Claim> claimAll() {
    List<Claim> all = new ArrayList<>();
    List<Claim> some;
    do {
      some = repository.claimUnfinished(DELAY, LATE_PUT, 3);
      all.addAll(some);
    } while (!some.isEmpty() && all.size() <= IMAGES);
    return all;
  }

  @Test
  public final void aLeaseKeepsOthersAwayAndEnds() throws Exception {
    Image pending = insert();
    repository.withdraw(owner, pending.id(), true);
    Duration last = Duration.ZERO;
    for (int attempt = 0; attempt < 12; attempt++) {
      passTime(DELAY);
      Optional<Image> before = repository.findByKey(pending.original().key());
      List<Claim> claims = repository.claimUnfinished(DELAY, LATE_PUT, 10);
      assertEquals(1, claims.size(), "R18: a lease is never longer than olderThan");
      assertEquals(
          before,
          Optional.of(claims.get(0).image()),
          "R34: a lease changes nothing, nor updatedAt");
      Duration lease = claims.get(0).lease();
      assertTrue(lease.compareTo(DELAY) <= 0, "R18: a lease is never longer than olderThan");
      assertTrue(lease.compareTo(last.dividedBy(2)) >= 0, "R18: leases grow");
      passTime(lease.dividedBy(2));
      assertEquals(
          List.of(), repository.claimUnfinished(DELAY, LATE_PUT, 10), "R17: leased is leased");
      last = lease;
    }
    assertTrue(last.compareTo(DELAY.dividedBy(2)) > 0, "R18: leases grow up to olderThan");
  }
}
