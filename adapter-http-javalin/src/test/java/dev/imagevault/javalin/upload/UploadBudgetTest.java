package dev.imagevault.javalin.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.OwnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UploadBudgetTest {

  private static final int MEGABYTE = 1 << 20;

  private final ManualTime time = new ManualTime();
  private final UploadBudget budget = new UploadBudget(10 * MEGABYTE, time::nanoTime, time::later);
  private final List<String> events = new ArrayList<>();
  private final Map<String, UploadBudget.Claim> claims = new HashMap<>();

  /** The user takes so many megabytes for an upload of this name; one that is refused ends. */
  private boolean take(String user, String name, int megabytes) {
    UploadBudget.Claim claim =
        budget
        .new Claim(
            new OwnerId(user),
            megabytes * MEGABYTE,
            0,
            new UploadBudget.Upload() {
              @Override
              public void granted() {
                events.add(name);
              }

              @Override
              public void tooSlow() {
                refused(name + " is too slow");
              }

              @Override
              public void noRoom() {
                refused(name + " has no room");
              }

              private void refused(String event) {
                events.add(event);
                time.later(() -> end(name), Duration.ZERO);
              }
            });
    claims.put(name, claim);
    return claim.take(true);
  }

  /** An upload of which nothing is expected. */
  private static UploadBudget.Upload any() {
    return new UploadBudget.Upload() {
      @Override
      public void granted() {}

      @Override
      public void tooSlow() {}

      @Override
      public void noRoom() {}
    };
  }

  private boolean take(String name, int megabytes) {
    return take("user of " + name, name, megabytes);
  }

  private UploadBudget.Claim claim(String name) {
    return claims.get(name);
  }

  private void end(String name) {
    claim(name).end();
  }

  @Test
  void whatIsFreeIsHadAtOnce() {
    assertThat(take("one", 6)).isTrue();
    assertThat(take("other", 4)).isTrue();
    assertThat(budget.held()).isEqualTo(10 * MEGABYTE);
    assertThat(take("third", 1)).isFalse();
    assertThat(budget.held()).isEqualTo(10 * MEGABYTE);
    assertThat(events).isEmpty();
  }

  @Test
  void whatComesFreeIsHadInTheOrderOfArrival() {
    take("first", 6);
    take("second", 4);
    assertThat(take("third", 5)).isFalse();
    assertThat(take("fourth", 4)).isFalse();
    end("second");
    assertThat(events).isEmpty();
    end("first");
    assertThat(events).containsExactly("third", "fourth");
    assertThat(budget.held()).isEqualTo(9 * MEGABYTE);
  }

  @Test
  void whatIsTriedIsHadWhoeverWaitsOrLeavesNoTrace() {
    take("first", 6);
    take("large", 5);
    UploadBudget.Claim tried = budget.new Claim(new OwnerId("user of first"), MEGABYTE, 0, any());
    assertThat(tried.take(false)).isTrue();
    UploadBudget.Claim vain = budget.new Claim(new OwnerId("large"), 4 * MEGABYTE, 0, any());
    assertThat(vain.take(false)).isFalse();
    assertThat(budget.held()).isEqualTo(7 * MEGABYTE);
    tried.end();
    vain.end();
    assertThat(budget.held()).isEqualTo(6 * MEGABYTE);
  }

  @Test
  void whatIsNotWaitedForAnyMoreHoldsUpNobody() {
    take("first", 8);
    take("large", 5);
    take("small", 2);
    assertThat(events).isEmpty();
    end("large");
    assertThat(events).containsExactly("small");
  }

  @Test
  void usersTakeTurns() {
    take("all", 10);
    for (String name : List.of("first of many", "second of many", "third of many")) {
      take("many", name, 1);
    }
    for (String name : List.of("first of two", "second of two")) {
      take("two", name, 1);
    }
    end("all");
    assertThat(events)
        .containsExactly(
            "first of many", "first of two", "second of many", "second of two", "third of many");
  }

  @Test
  void usersTakeTurnsWhereThereIsRoomForOneAtATime() {
    take("many", "first of many", 10);
    take("many", "second of many", 10);
    take("many", "third of many", 10);
    take("one", 10);
    end("first of many");
    assertThat(events).containsExactly("one");
    end("one");
    end("second of many");
    assertThat(events).containsExactly("one", "second of many", "third of many");
  }

  @Test
  void whoHadManyComesBeforeWhoHasOne() {
    for (int i = 0; i < 3; i++) {
      take("had many", "ended", 2);
      end("ended");
    }
    take("all", 9);
    take("has one", "first", 1);
    take("has one", "second", 1);
    take("had many", "another", 1);
    end("all");
    assertThat(events).containsExactly("another", "second");
  }

  @Test
  void uploadsOfOneUserDoNotOvertakeEachOther() {
    take("all", 10);
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      take("user", "number " + i, 1 + i % 2);
      inOrder.add("number " + i);
    }
    end("all");
    for (String name : inOrder) {
      end(name);
    }
    assertThat(events).isEqualTo(inOrder);
  }

  @Test
  void aUserWithManyUploadsLeavesRoomForOthers() {
    int granted = 0;
    for (int i = 0; i < 20; i++) {
      granted += take("greedy", "number " + i, 1) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(5);
    assertThat(take("other", "one", 3)).isTrue();
    assertThat(take("third", "another", 2)).isTrue();
    end("number 3");
    assertThat(events).containsExactly("number 5");
  }

  @Test
  void aUserMayHaveTwoUploadsHoweverLarge() {
    assertThat(take("user", "first", 4)).isTrue();
    assertThat(take("user", "second", 4)).isTrue();
    assertThat(take("user", "third", 1)).isFalse();
    assertThat(take("other", "another", 2)).isTrue();
  }

  @Test
  void whoWaitsIsRefusedWhenNothingComesFreeForFiveSeconds() {
    take("complete", 10);
    claim("complete").complete();
    time.pass(Duration.ofSeconds(60));
    take("waiting", 1);
    time.pass(Duration.ofMillis(4_900));
    assertThat(events).isEmpty();
    time.pass(Duration.ofMillis(500));
    assertThat(events).containsExactly("waiting has no room");
    end("complete");
    time.pass(Duration.ofSeconds(60));
    assertThat(events).containsExactly("waiting has no room");
  }

  @Test
  void whoWaitsInAQueueThatMovesIsRefusedAfterFifteen() {
    for (int i = 0; i < 10; i++) {
      take("number " + i, 10);
      claim("number " + i).complete();
    }
    for (int i = 0; i < 5; i++) {
      time.pass(Duration.ofSeconds(4));
      end("number " + i);
    }
    assertThat(events)
        .startsWith("number 1", "number 2", "number 3", "number 4 has no room")
        .hasSize(9)
        .endsWith("number 9 has no room");
  }

  @Test
  void whoIsSlowIsRefusedWhileOthersWait() {
    take("slow", 5);
    take("fast", 5);
    for (int second = 0; second < 60; second++) {
      claim("slow").received(3 * 1024);
      claim("fast").received(5 * 1024);
      time.pass(Duration.ofSeconds(1));
    }
    assertThat(events).isEmpty();
    take("waiting", 1);
    time.pass(Duration.ofMillis(500));
    assertThat(events).containsExactly("slow is too slow", "waiting");
    assertThat(take("another", 10)).isFalse();
    for (int second = 0; second < 4; second++) {
      claim("fast").received(5 * 1024);
      time.pass(Duration.ofSeconds(1));
    }
    assertThat(events).containsExactly("slow is too slow", "waiting");
  }

  @Test
  void whoeverHasTheMemoryASlowOneIsRefusedBeforeWhoWaits() {
    for (int i = 0; i < 20; i++) {
      take("slow", "slow " + i, 10);
    }
    take("one", 10);
    claim("one").complete();
    take("other", 10);
    time.pass(Duration.ofMillis(5_500));
    assertThat(events).containsExactly("slow 0 is too slow", "one");
    end("one");
    assertThat(events).containsExactly("slow 0 is too slow", "one", "other");
  }

  @Test
  void aSlowOneIsRefusedBeforeWhoWaitsWhateverTheMoment() {
    for (int millis = 0; millis < 250; millis += 10) {
      take("slow", 10);
      take("waiting", 10);
      time.pass(Duration.ofMillis(millis));
      claim("slow").received(20 * 1024);
      time.pass(Duration.ofMillis(5_500));
      assertThat(events).as("after " + millis).containsExactly("slow is too slow", "waiting");
      end("waiting");
      events.clear();
    }
  }

  @Test
  void whatHadToWaitIsNotTakenForSlow() {
    take("first", 10);
    take("second", 10);
    take("third", 10);
    claim("first").complete();
    time.pass(Duration.ofMillis(4_900));
    end("first");
    time.pass(Duration.ofMillis(4_900));
    assertThat(events).containsExactly("second");
    time.pass(Duration.ofMillis(500));
    assertThat(events).containsExactly("second", "second is too slow", "third");
  }

  @Test
  void endingTwiceIsEndingOnce() {
    take("user", "one", 5);
    take("user", "other", 2);
    end("one");
    end("one");
    assertThat(budget.held()).isEqualTo(2 * MEGABYTE);
    assertThat(take("user", "third", 8)).isTrue();
  }

  @Test
  void nothingIsLeftWhenAllHaveEnded() {
    for (int i = 0; i < 5; i++) {
      take("number " + i, 4);
    }
    for (int i = 4; i >= 0; i--) {
      end("number " + i);
    }
    time.pass(Duration.ofSeconds(1));
    assertThat(budget.held()).isZero();
    assertThat(time.waiting()).isZero();
    assertThat(take("user", "all", 10)).isTrue();
  }
}
