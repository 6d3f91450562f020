package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Ability;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link RenderingQueue} promises of what is wanted, and of older images. */
abstract class WantedVariantsContract extends VariantSuite {

  private static final int ROUNDS = 5;
  private static final int AT_ONCE = 4;

  @Test
  public final void whatIsNamedIsWanted() throws Exception {
    assertEquals(List.of(), renderings.named(), "Q3: nothing at first");
    renderings.name(List.of(THUMB, DISPLAY));
    assertEquals(List.of(DISPLAY, THUMB), renderings.named(), "Q3, Q4: in the order of names");
    renderings.name(List.of());
    assertEquals(List.of(DISPLAY, THUMB), renderings.named(), "Q3: naming none takes none back");
    passTime(RenderingQueue.NAMED.minusMinutes(1));
    renderings.name(List.of(THUMB));
    assertEquals(List.of(DISPLAY, THUMB), renderings.named(), "Q4: for a whole day");
    passTime(Duration.ofMinutes(2));
    assertEquals(List.of(THUMB), renderings.named(), "Q4: and not for longer");
  }

  @Test
  public final void ofTwoVariantsOfANameOneIsWanted() throws Exception {
    renderings.name(List.of(THUMB));
    passTime(Duration.ofMinutes(1));
    renderings.name(List.of(LARGER_THUMB));
    passTime(SECOND);
    renderings.name(List.of(THUMB));
    assertEquals(List.of(LARGER_THUMB), renderings.named(), "Q4: the one first named last");
    passTime(RenderingQueue.AT_WORK.plusSeconds(10));
    assertEquals(
        List.of(THUMB), renderings.named(), "Q4: if nobody is at work, the one named last");
    renderings.name(List.of(LARGER_THUMB));
    passTime(RenderingQueue.AT_WORK.minusSeconds(10));
    renderings.name(List.of(THUMB));
    assertEquals(List.of(LARGER_THUMB), renderings.named(), "Q4: while somebody names it");
    passTime(Duration.ofSeconds(20));
    assertEquals(List.of(THUMB), renderings.named(), "Q4: nobody at work names the other");
  }

  @Test
  public final void abilitiesAreThoseOfWhoIsAtWork() throws Exception {
    MediaType jpeg = new MediaType("image/jpeg");
    MediaType heic = new MediaType("image/heic");
    assertEquals(Set.of(), renderings.abilities(), "Q6: nobody is at work");
    renderings.atWork(Set.of(jpeg, heic), Set.of(Encoding.BEST, Encoding.JPEG));
    renderings.atWork(Set.of(), Set.of(Encoding.BEST));
    assertEquals(
        Set.of(
            new Ability(jpeg, Encoding.BEST),
            new Ability(jpeg, Encoding.JPEG),
            new Ability(heic, Encoding.BEST),
            new Ability(heic, Encoding.JPEG)),
        renderings.abilities(),
        "Q5, Q6: everything it writes of everything it reads");
    passTime(RenderingQueue.AT_WORK.minusSeconds(10));
    renderings.atWork(Set.of(jpeg), Set.of(Encoding.WEBP, Encoding.JPEG));
    assertEquals(5, renderings.abilities().size(), "Q6: of several that are at work");
    passTime(Duration.ofSeconds(20));
    assertEquals(
        Set.of(new Ability(jpeg, Encoding.WEBP), new Ability(jpeg, Encoding.JPEG)),
        renderings.abilities(),
        "Q6: of those that are still at work");
  }

  @Test
  public final void olderImagesAreAskedForTheNewestFirst() throws Exception {
    List<ImageId> newestFirst = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      newestFirst.add(0, ready(Samples.image(Samples.owner())).id());
    }
    insert();
    repository.delete(owner, ready().id());
    exhaust(renderings::fill, 2);
    assertWaiting(0, "Q15: nothing is wanted");
    renderings.name(List.of(THUMB));
    assertWaiting(0, "Q15: they are asked for in steps");
    fill(2);
    assertEquals(newestFirst, ids(claim()), "Q15: all that are READY");
    fill(2);
    assertWaiting(5, "Q15: once");
  }

  @Test
  public final void aStepLooksAtSoManyImages() {
    List<ImageId> newestFirst = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      newestFirst.add(0, ready().id());
    }
    renderings.name(List.of(THUMB));
    assertTrue(renderings.fill(1), "Q15: there is more");
    assertEquals(newestFirst.subList(0, 1), ids(claim()), "Q15: the newest");
    assertTrue(renderings.fill(2), "Q15: there is more");
    assertEquals(newestFirst.subList(1, 3), ids(claim()), "Q15: it goes on where it was");
  }

  @Test
  public final void onlyWhatLacksAVariantIsAskedFor() throws Exception {
    Image older = ready();
    Rendering done = rendering();
    finish(done);
    Rendering failed = rendering();
    renderings.settle(failed, Outcome.FAILED);
    Rendering half = rendering();
    published(half, DISPLAY);
    fill(10);
    assertWaiting(2, "Q15: neither what is made nor what is FAILED");
    assertEquals(List.of(older.id()), ids(claim()), "Q15: what was stored before");
    assertEquals(
        Set.of(failed.image().id()),
        renderings.failed(owner, List.of(failed.image().id())),
        "Q15: what is FAILED stays so");
  }

  @Test
  public final void anotherVariantOfANameIsMadeOfAll() throws Exception {
    renderings.name(List.of(THUMB));
    ready();
    finish(claim().get(0));
    fill(10);
    passTime(Duration.ofMinutes(1));
    renderings.name(List.of(LARGER_THUMB));
    fill(10);
    List<Rendering> larger = claim();
    assertEquals(1, larger.size(), "Q15: another variant is wanted of all images");
    assertEquals(List.of(LARGER_THUMB), larger.get(0).missing(), "Q15: it is that one");
    finish(larger.get(0));
    passTime(RenderingQueue.AT_WORK.plusMinutes(1));
    renderings.name(List.of(THUMB));
    assertEquals(List.of(THUMB), renderings.named(), "Q4: the first is wanted again");
    fill(10);
    List<Rendering> again = claim();
    assertEquals(1, again.size(), "Q15: and of all images again");
    assertEquals(List.of(THUMB), again.get(0).missing(), "Q15: the one that was replaced");
  }

  @Test
  public final void whatNobodyNamedForADayBeginsAnew() throws Exception {
    renderings.name(List.of(THUMB));
    fill(10);
    passTime(RenderingQueue.NAMED.plusMinutes(1));
    Image meanwhile = ready();
    renderings.name(List.of(THUMB));
    fill(10);
    assertEquals(List.of(meanwhile.id()), ids(claim()), "Q3, Q15: it begins anew");
  }

  @Test
  public final void imagesThatArePublishedMeanwhileAreNotMissed() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      passTime(RenderingQueue.NAMED.plusMinutes(1));
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Image pending = insert();
        tasks.add(() -> publish(pending));
      }
      tasks.add(
          AT_ONCE / 2,
          () -> {
            renderings.name(List.of(THUMB));
            return renderings.fill(1000);
          });
      for (Future<Object> each : concurrently(tasks)) {
        each.get();
      }
      fill(10);
      assertWaiting(
          round * AT_ONCE, "Q1, Q15: published before or after the naming, each image waits");
    }
  }

  /** Looks at all images, and at those again that were being published a minute ago. */
  private void fill(int limit) throws Exception {
    exhaust(renderings::fill, limit);
    passTime(Duration.ofMinutes(1).plusSeconds(1));
    exhaust(renderings::fill, limit);
  }

  static List<ImageId> ids(List<Rendering> renderings) {
    return renderings.stream().map(rendering -> rendering.image().id()).toList();
  }

  static List<VariantSpec> sorted(Rendering rendering) {
    return rendering.missing().stream().sorted(Comparator.comparing(VariantSpec::name)).toList();
  }
}
