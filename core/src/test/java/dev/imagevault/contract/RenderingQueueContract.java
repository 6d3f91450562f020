package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.RenderingQueue.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link RenderingQueue} promises of who waits and who renders. */
public abstract class RenderingQueueContract extends WantedVariantsContract {

  private static final int MANY = 40;
  private static final Duration SOON = Duration.ofSeconds(11);

  /** For the kit's subclasses. */
  protected RenderingQueueContract() {}

  @Test
  public final void aPublishedImageWaitsWhileAnythingIsNamed() throws Exception {
    ready();
    assertWaiting(0, "Q1: nothing is named");
    renderings.name(List.of(THUMB));
    insert();
    assertWaiting(0, "Q1: a PENDING image does not wait");
    Image image = ready();
    assertWaiting(1, "Q1: it waits as soon as it is published");
    List<Rendering> claims = claim();
    assertEquals(List.of(image.id()), ids(claims), "Q1: and can be claimed");
    assertEquals(image, claims.get(0).image(), "Q7: as it is");
    assertEquals(List.of(THUMB), claims.get(0).missing(), "Q1: for what is named");
    finish(claims.get(0));
    publish(image);
    assertWaiting(0, "Q1: publishing again is none");
    passTime(RenderingQueue.NAMED.plusSeconds(1));
    ready();
    assertWaiting(0, "Q1: nobody has named it for so long");
  }

  @Test
  public final void aDeletedImageWaitsNoMore() {
    renderings.name(List.of(THUMB));
    Image deleted = ready();
    repository.delete(owner, deleted.id());
    Image withdrawn = ready();
    repository.withdraw(owner, withdrawn.id(), true);
    assertWaiting(0, "Q2: neither deleted nor withdrawn ones wait");
    Rendering claimed = rendering();
    Rendering failed = rendering();
    renderings.settle(failed, Outcome.FAILED);
    repository.deleteAll(owner);
    renderings.settle(claimed, Outcome.POSTPONED);
    assertEquals(new Waiting(0, 0, Duration.ZERO), renderings.waiting(), "Q2: of any state");
    assertEquals(0, renderings.retryFailed(), "Q2: it is not retried");
    exhaust(renderings::fill, 10);
    assertEquals(List.of(), claim(), "Q2: nor asked for again");
  }

  @Test
  public final void theNewestReadyImagesAreClaimedFirst() {
    renderings.name(List.of(THUMB));
    List<ImageId> newestFirst = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      newestFirst.add(0, ready(Samples.image(Samples.owner())).id());
      insert();
    }
    assertEquals(
        newestFirst.subList(0, 3),
        ids(renderings.claim(READS, WRITES, TIMEOUT, 3)),
        "Q7: of all owners, as many as wanted, the newest first");
    assertEquals(newestFirst.subList(3, 5), ids(claim()), "Q7: then the others");
  }

  @Test
  public final void aClaimKeepsOthersAwayUntilItsLeaseIsOver() throws Exception {
    Rendering first = rendering();
    assertEquals(List.of(), claim(), "Q8: claimed is claimed");
    passTime(first.lease().minusSeconds(10));
    assertEquals(List.of(), claim(), "Q8: until the lease is over");
    passTime(SOON);
    List<Rendering> claims = claim();
    assertEquals(List.of(first.image().id()), ids(claims), "Q8: then it can be claimed again");
    assertTrue(claims.get(0).claim() != first.claim(), "Q8: which is another claim");
    assertEquals(List.of(), claim(), "Q8: and keeps others away as well");
  }

  @Test
  public final void concurrentClaimsNeverShareAnImage() throws Exception {
    renderings.name(List.of(THUMB));
    for (int i = 0; i < MANY; i++) {
      ready();
    }
    List<Rendering> all = new ArrayList<>();
    for (Future<List<Rendering>> each : concurrently(this::claimUntilNoneIsLeft)) {
      all.addAll(each.get());
    }
    assertEquals(MANY, all.size(), "Q8: no image is claimed by two");
    assertEquals(MANY, new HashSet<>(ids(all)).size(), "Q8: together they claim all");
    assertEquals(
        MANY,
        all.stream().map(Rendering::claim).distinct().count(),
        "Q8: each claim has a number of its own");
  }

  private List<Rendering> claimUntilNoneIsLeft() {
    List<Rendering> all = new ArrayList<>();
    List<Rendering> some;
    do {
      some = renderings.claim(READS, WRITES, TIMEOUT, 3);
      all.addAll(some);
    } while (!some.isEmpty() && all.size() <= MANY);
    return all;
  }

  @Test
  public final void anImageIsClaimedByWhoReadsItsFormat() {
    renderings.name(List.of(THUMB));
    Image image = ready();
    Set<MediaType> others = Set.of(new MediaType("image/jpeg"), new MediaType("image/heic"));
    assertEquals(
        List.of(), renderings.claim(others, WRITES, TIMEOUT, 10), "Q9: others do not read it");
    assertEquals(
        List.of(), renderings.claim(Set.of(), WRITES, TIMEOUT, 10), "Q9: who reads none has none");
    Set<MediaType> all = new HashSet<>(others);
    all.addAll(READS);
    assertEquals(
        List.of(image.id()),
        ids(renderings.claim(all, WRITES, TIMEOUT, 10)),
        "Q9: who reads it, does");
  }

  @Test
  public final void whatLacksOnlyAWebpIsLeftToWhoWritesIt() throws Exception {
    renderings.name(List.of(WEBP));
    ImageId image = ready().id();
    assertEquals(List.of(), claim(), "Q9: nothing to write");
    renderings.name(List.of(THUMB));
    exhaust(renderings::fill, 10);
    Rendering without = claim().get(0);
    assertEquals(List.of(THUMB), without.missing(), "Q9: what the caller can write");
    finish(without);
    passTime(SOON);
    assertEquals(List.of(), claim(), "Q9, Q11: only a WebP is left");
    assertWaiting(1, "Q11: for which it waits");
    List<Rendering> claims = renderings.claim(READS, WRITES_WEBP, TIMEOUT, 10);
    assertEquals(List.of(image), ids(claims), "Q9: who writes it, does");
    assertEquals(List.of(WEBP), claims.get(0).missing(), "Q9: and nothing else");
    finish(claims.get(0));
    assertWaiting(0, "Q11: then it waits no more");
  }

  @Test
  public final void aLeaseLastsForAllThatIsNamed() {
    Rendering both = rendering();
    assertEquals(TIMEOUT.multipliedBy(2).plusMinutes(1), both.lease(), "Q10: two and a minute");
    renderings.name(List.of(WEBP));
    assertEquals(
        TIMEOUT.multipliedBy(3).plusMinutes(1), rendering().lease(), "Q10: three and a minute");
  }

  @Test
  public final void afterDoneAnImageWaitsOnlyForWhatItStillLacks() throws Exception {
    Rendering rendering = rendering();
    assertEquals(List.of(DISPLAY, THUMB), sorted(rendering), "Q7: all of it is missing");
    published(rendering, THUMB);
    renderings.settle(rendering, Outcome.DONE);
    passTime(Duration.ofSeconds(5));
    assertEquals(List.of(), claim(), "Q11: not at once");
    passTime(SOON);
    Rendering second = claim().get(0);
    assertEquals(List.of(DISPLAY), second.missing(), "Q11: what is still missing");
    finish(second);
    assertWaiting(0, "Q11: nothing is missing");
    passTime(SOON);
    assertEquals(List.of(), claim(), "Q11: so that it waits no more");
    assertEquals(Set.of(), renderings.failed(owner, List.of(rendering.image().id())), "Q13: none");
  }

  @Test
  public final void whatWasNamedMeanwhileIsMadeNext() throws Exception {
    Rendering rendering = rendering();
    passTime(SECOND);
    renderings.name(List.of(LARGER_THUMB));
    finish(rendering);
    passTime(SOON);
    assertEquals(List.of(LARGER_THUMB), claim().get(0).missing(), "Q11: it is wanted by now");
  }

  @Test
  public final void whatCannotBeRenderedFailsForGood() throws Exception {
    Rendering rendering = rendering();
    renderings.settle(rendering, Outcome.FAILED);
    passTime(Duration.ofHours(1));
    assertEquals(List.of(), claim(), "Q11: it never waits again by itself");
    exhaust(renderings::fill, 10);
    assertEquals(List.of(), claim(), "Q15: nor is it asked for again");
    publish(rendering.image());
    assertEquals(List.of(), claim(), "Q11: nor published again");
  }

  @Test
  public final void whatADecoderDiesOfFailsAfterSoManyTries() throws Exception {
    Rendering rendering = rendering();
    for (int died = 1; died < RenderingQueue.TRIES; died++) {
      renderings.settle(rendering, Outcome.DIED);
      passTime(Duration.ofSeconds(5));
      assertEquals(List.of(), claim(), "Q11: not at once");
      passTime(SOON);
      List<Rendering> claims = claim();
      assertEquals(1, claims.size(), "Q11: it is tried again");
      renderings.settle(claims.get(0), Outcome.POSTPONED);
      passTime(Duration.ofMinutes(11));
      rendering = claim().get(0);
    }
    assertFailed(0, rendering);
    renderings.settle(rendering, Outcome.DIED);
    assertFailed(1, rendering);
    passTime(Duration.ofHours(1));
    assertEquals(List.of(), claim(), "Q11: and waits no more");
  }

  private void assertFailed(int failed, Rendering rendering) {
    ImageId image = rendering.image().id();
    assertEquals(
        failed, renderings.failed(owner, List.of(image)).size(), "Q11, Q13: after the last try");
  }

  @Test
  public final void whatIsPostponedIsTriedAgainForever() throws Exception {
    Rendering rendering = rendering();
    renderings.settle(rendering, Outcome.POSTPONED);
    passTime(Duration.ofSeconds(5));
    assertEquals(List.of(), claim(), "Q11: not at once");
    passTime(SOON);
    for (int postponed = 0; postponed < 12; postponed++) {
      List<Rendering> claims = claim();
      assertEquals(1, claims.size(), "Q11: it is tried again in ten minutes at most");
      renderings.settle(claims.get(0), Outcome.POSTPONED);
      passTime(Duration.ofMinutes(10).plusSeconds(1));
    }
    renderings.settle(claim().get(0), Outcome.POSTPONED);
    passTime(Duration.ofMinutes(5));
    assertEquals(List.of(), claim(), "Q11: and ever more seldom");
    assertFailed(0, rendering);
  }

  @Test
  public final void aClaimThatIsOverSettlesNothing() throws Exception {
    Rendering first = rendering();
    passTime(first.lease().plusSeconds(1));
    Rendering second = claim().get(0);
    for (Outcome outcome : Outcome.values()) {
      renderings.settle(first, outcome);
      assertFailed(0, first);
      passTime(SOON);
      assertEquals(List.of(), claim(), "Q12: the other's claim lasts");
    }
    published(second, THUMB);
    renderings.settle(second, Outcome.DIED);
    renderings.settle(second, Outcome.DIED);
    renderings.settle(second, Outcome.DIED);
    renderings.settle(second, Outcome.FAILED);
    assertFailed(0, second);
    passTime(SOON);
    Rendering late = claim().get(0);
    passTime(late.lease().plusSeconds(1));
    renderings.settle(late, Outcome.FAILED);
    assertFailed(1, late);
  }

  @Test
  public final void theOwnerIsToldWhatFailed() {
    Rendering failed = rendering();
    renderings.settle(failed, Outcome.FAILED);
    Rendering done = rendering();
    finish(done);
    Rendering others = rendering(Samples.owner());
    renderings.settle(others, Outcome.FAILED);
    List<ImageId> all = ids(List.of(failed, done, others, rendering()));
    assertEquals(
        Set.of(failed.image().id()), renderings.failed(owner, all), "Q13: the owner's FAILED one");
    assertEquals(
        Set.of(), renderings.failed(owner, List.of(done.image().id())), "Q13: of those asked for");
    assertEquals(Set.of(), renderings.failed(owner, List.of()), "Q13: none is none");
  }

  @Test
  public final void whatFailedIsRetriedWhenAsked() throws Exception {
    Rendering died = rendering();
    for (int tries = 1; tries < RenderingQueue.TRIES; tries++) {
      renderings.settle(died, Outcome.DIED);
      passTime(SOON);
      died = claim().get(0);
    }
    renderings.settle(died, Outcome.DIED);
    Rendering failed = rendering(Samples.owner());
    renderings.settle(failed, Outcome.FAILED);
    rendering();
    assertEquals(2, renderings.retryFailed(), "Q14: all owners' FAILED ones are counted");
    assertEquals(0, renderings.retryFailed(), "Q14: once");
    List<Rendering> claims = claim();
    assertEquals(ids(List.of(failed, died)), ids(claims), "Q14: and wait again");
    renderings.settle(claims.get(1), Outcome.DIED);
    assertFailed(0, claims.get(1));
  }

  @Test
  public final void allThatWaitIsCounted() throws Exception {
    assertEquals(new Waiting(0, 0, Duration.ZERO), renderings.waiting(), "Q16: none at first");
    renderings.settle(rendering(Samples.owner()), Outcome.FAILED);
    passTime(Duration.ofHours(1));
    rendering();
    passTime(Duration.ofHours(1));
    ready(Samples.image(Samples.owner()));
    finish(rendering());
    Waiting waiting = renderings.waiting();
    assertEquals(2, waiting.images(), "Q16: of all owners, the claimed one included");
    assertEquals(1, waiting.failed(), "Q16: and those that cannot be rendered");
    assertTrue(
        waiting.oldest().compareTo(Duration.ofMinutes(59)) > 0
            && waiting.oldest().compareTo(Duration.ofMinutes(90)) < 0,
        "Q16: for how long the oldest has waited");
  }

  @Test
  public final void limitsAreBounded() {
    for (int limit : new int[] {0, 1001}) {
      Class<IllegalArgumentException> refused = IllegalArgumentException.class;
      assertThrows(
          refused,
          () -> renderings.claim(READS, WRITES, TIMEOUT, limit),
          "Q17: a claim of " + limit);
      assertThrows(refused, () -> renderings.fill(limit), "Q17: filling by " + limit);
    }
  }
}
