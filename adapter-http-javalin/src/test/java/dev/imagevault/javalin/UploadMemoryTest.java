package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.OwnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadMemoryTest {

  private static final int MEGABYTE = 1 << 20;

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final UploadMemory memory = new UploadMemory(10 * MEGABYTE, timer);
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private UploadMemory.Share share(String name) {
    return share(new OwnerId("somebody"), name);
  }

  private UploadMemory.Share share(OwnerId owner, String name) {
    return memory.share(
        owner,
        new UploadMemory.Upload() {
          @Override
          public void granted() {
            events.add(name + " granted");
          }

          @Override
          public void refused() {
            events.add(name + " refused");
          }
        });
  }

  @Test
  void aBeginningIsReservedAsItArrives() {
    UploadMemory.Share share = share("a");
    assertThat(share.reserve(1, 5 * MEGABYTE)).isEqualTo(1024);
    assertThat(share.reserve(1025, 5 * MEGABYTE)).isEqualTo(2048);
    assertThat(share.reserve(UploadMemory.BEGINNING, 5 * MEGABYTE))
        .isEqualTo(UploadMemory.BEGINNING);
    assertThat(memory.held()).isEqualTo(UploadMemory.BEGINNING);
  }

  @Test
  void theFirstPieceThatIsReadIsABeginning() {
    UploadForm form = new UploadForm("x", 5 * MEGABYTE);
    assertThat(form.sizeAfter(ImageServer.INPUT_BUFFER))
        .isLessThanOrEqualTo(UploadMemory.BEGINNING);
  }

  @Test
  void theRestIsReservedAtOnce() {
    UploadMemory.Share share = share("a");
    assertThat(share.reserve(UploadMemory.BEGINNING + 1, 5 * MEGABYTE)).isEqualTo(5 * MEGABYTE);
    assertThat(share.reserve(5 * MEGABYTE, 5 * MEGABYTE)).isEqualTo(5 * MEGABYTE);
    assertThat(memory.held()).isEqualTo(5 * MEGABYTE);
  }

  @Test
  void aSmallUploadReservesNoMoreThanItNeeds() {
    assertThat(share("a").reserve(600, 700)).isEqualTo(700);
  }

  @Test
  void whatIsReleasedIsServedInOrder() {
    UploadMemory.Share first = share("first");
    UploadMemory.Share second = share("second");
    first.reserve(6 * MEGABYTE, 6 * MEGABYTE);
    second.reserve(4 * MEGABYTE, 4 * MEGABYTE);
    assertThat(share("third").reserve(5 * MEGABYTE, 5 * MEGABYTE)).isZero();
    assertThat(share("fourth").reserve(4 * MEGABYTE, 4 * MEGABYTE)).isZero();
    second.release();
    assertThat(events).isEmpty();
    first.release();
    assertThat(events).containsExactly("third granted", "fourth granted");
    assertThat(memory.held()).isEqualTo(9 * MEGABYTE);
  }

  @Test
  void whoHasManyUploadsComesAfterWhoHasFew() {
    UploadMemory.Share all = share(new OwnerId("third"), "all");
    all.reserve(10 * MEGABYTE, 10 * MEGABYTE);
    for (String name : List.of("first of many", "second of many", "third of many")) {
      share(new OwnerId("many"), name).reserve(2 * MEGABYTE, 2 * MEGABYTE);
    }
    for (String name : List.of("first of two", "second of two")) {
      share(new OwnerId("two"), name).reserve(2 * MEGABYTE, 2 * MEGABYTE);
    }
    all.release();
    assertThat(events)
        .containsExactly(
            "first of many granted",
            "first of two granted",
            "second of many granted",
            "second of two granted",
            "third of many granted");
  }

  @Test
  void whoHasHadManyUploadsComesBeforeWhoHasOne() {
    for (int i = 0; i < 3; i++) {
      UploadMemory.Share ended = share(new OwnerId("had many"), "ended");
      ended.reserve(2 * MEGABYTE, 2 * MEGABYTE);
      ended.release();
    }
    UploadMemory.Share large = share(new OwnerId("third"), "large");
    large.reserve(8 * MEGABYTE, 8 * MEGABYTE);
    share(new OwnerId("has one"), "first").reserve(2 * MEGABYTE, 2 * MEGABYTE);
    share(new OwnerId("has one"), "second").reserve(2 * MEGABYTE, 2 * MEGABYTE);
    share(new OwnerId("had many"), "another").reserve(2 * MEGABYTE, 2 * MEGABYTE);
    large.release();
    assertThat(events).containsExactly("another granted", "second granted");
  }

  @Test
  void uploadsOfTheSameOwnerDoNotOvertakeEachOther() {
    List<UploadMemory.Share> held = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      held.add(share("held"));
      held.get(i).reserve(2 * MEGABYTE, 2 * MEGABYTE);
    }
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      share("number " + i).reserve(MEGABYTE, MEGABYTE);
      inOrder.add("number " + i + " granted");
      if (i % 2 == 1) {
        held.remove(0).release();
      }
    }
    assertThat(events).isEqualTo(inOrder);
  }

  @Test
  void whatHadToWaitIsNotTakenForHalted() {
    UploadMemory.Share arrived = share("arrived");
    arrived.reserve(6 * MEGABYTE, 6 * MEGABYTE);
    arrived.arrived();
    UploadMemory.Share halted = share("halted");
    halted.reserve(4 * MEGABYTE, 4 * MEGABYTE);
    assertThat(share("waiting").reserve(4 * MEGABYTE, 4 * MEGABYTE)).isZero();
    assertThat(share("another").reserve(4 * MEGABYTE, 4 * MEGABYTE)).isZero();
    Awaitility.await().until(() -> events.contains("halted refused"));
    halted.release();
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .until(() -> events.equals(List.of("halted refused", "waiting granted")));
  }

  @Test
  void beginningsLeaveHalfForThoseWhoHaveBegun() {
    int beginnings = 0;
    while (share("small").reserve(UploadMemory.BEGINNING, 5 * MEGABYTE) > 0) {
      beginnings++;
    }
    assertThat(beginnings).isEqualTo(5 * MEGABYTE / UploadMemory.BEGINNING);
    assertThat(memory.held()).isEqualTo(5 * MEGABYTE);
  }

  @Test
  void releasingTwiceIsReleasingOnce() {
    UploadMemory.Share share = share("a");
    share.reserve(MEGABYTE, MEGABYTE);
    share.release();
    share.release();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whoGetsNothingIsRefused() {
    UploadMemory.Share large = share("large");
    large.reserve(10 * MEGABYTE, 10 * MEGABYTE);
    large.arrived();
    assertThat(share("other").reserve(1, MEGABYTE)).isZero();
    Awaitility.await().until(() -> events.equals(List.of("other refused")));
    large.release();
    assertThat(memory.held()).isZero();
    assertThat(events).containsExactly("other refused");
  }

  @Test
  void whatHasHaltedMakesRoomForWhoWaits() {
    UploadMemory.Share small = share("small");
    small.reserve(4 * MEGABYTE, 4 * MEGABYTE);
    UploadMemory.Share halted = share("halted");
    halted.reserve(6 * MEGABYTE, 6 * MEGABYTE);
    assertThat(share("waiting").reserve(5 * MEGABYTE, 5 * MEGABYTE)).isZero();
    Awaitility.await()
        .until(
            () -> {
              small.received(MEGABYTE);
              return events.contains("halted refused");
            });
    halted.release();
    assertThat(events).containsExactly("halted refused", "waiting granted");
  }

  @Test
  void asManyAsHaveHaltedMakeRoomForAsManyAsWait() {
    for (String halting : List.of("one", "other")) {
      share(halting).reserve(5 * MEGABYTE, 5 * MEGABYTE);
    }
    for (String waiting : List.of("first", "second", "third")) {
      assertThat(share(waiting).reserve(5 * MEGABYTE, 5 * MEGABYTE)).isZero();
    }
    Awaitility.await()
        .untilAsserted(() -> assertThat(events).contains("one refused", "other refused"));
  }

  @Test
  void beginningsThatHaveHaltedMakeRoomForOthers() {
    for (int i = 0; i < 5 * MEGABYTE / UploadMemory.BEGINNING; i++) {
      assertThat(share("halted").reserve(UploadMemory.BEGINNING, MEGABYTE)).isPositive();
    }
    assertThat(share("waiting").reserve(1, MEGABYTE)).isZero();
    Awaitility.await().untilAsserted(() -> assertThat(events).contains("halted refused"));
    assertThat(events).doesNotContain("waiting refused");
  }

  @Test
  void whatHasArrivedIsNotTakenForHalted() {
    UploadMemory.Share arrived = share("arrived");
    arrived.reserve(10 * MEGABYTE, 10 * MEGABYTE);
    arrived.arrived();
    assertThat(share("waiting").reserve(5 * MEGABYTE, 5 * MEGABYTE)).isZero();
    Awaitility.await().until(() -> !events.isEmpty());
    assertThat(events).containsExactly("waiting refused");
  }
}
