package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Servers;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.Ledger.Fate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The service is killed, and PostgreSQL too, while users are at work. {@code
 * -Dimagevault.test.kills} says how often.
 */
@Tag("faults")
class KillTest {

  private static final int KILLS = Integer.getInteger("imagevault.test.kills", 20);
  private static final int STOPS = 3;
  private static final int USERS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long seed =
      Long.getLong("imagevault.test.seed", ThreadLocalRandom.current().nextInt(1_000_000));
  private final Random random = new Random(seed);
  private final Ledger ledger = new Ledger();

  @Test
  void whatWasAcknowledgedSurvivesKillMinusNineAndNothingElseStays() throws Exception {
    try (Deployment deployment = new Deployment().with("DIRECT_UPLOADS", "on")) {
      Deque<Instance> instances = new ArrayDeque<>();
      instances.add(deployment.start());
      AtomicReference<String> url = new AtomicReference<>(instances.getLast().url());
      try (Crowd crowd = new Crowd("kill", USERS, seed, ledger, url::get, true)) {
        for (int kill = 0; kill < KILLS; kill++) {
          instances.add(deployment.start());
          awaitMore(random.nextInt(10));
          // Those whom it does not answer any more go to the other one.
          url.set(instances.getLast().url());
          instances.removeFirst().process().kill();
        }
        awaitMore(20);
      }
      ledger.assertAgreesWith(deployment.backEnds());
    }
    report("kills survived", KILLS);
  }

  @Test
  void whatWasAcknowledgedSurvivesStopsAndKillsOfTheDatabase() throws Exception {
    Servers servers = Servers.shared();
    try (Deployment deployment = new Deployment()) {
      Instance instance = deployment.start();
      try (Crowd crowd = new Crowd("crash", USERS, seed, ledger, instance::url)) {
        for (int i = 0; i < STOPS; i++) {
          awaitMore(random.nextInt(10));
          if (i == 0) {
            servers.stopDatabase();
          } else {
            servers.killDatabase();
          }
          awaitMoreAnswers(random.nextInt(10));
          servers.startDatabase();
          awaitMore(10);
        }
      }
      ledger.assertAgreesWith(deployment.backEnds());
      ledger.assertAnsweredAsDuringOutages(seed);
    }
    report("stops and kills of PostgreSQL survived", STOPS);
  }

  /** Returns once so many more uploads were acknowledged. */
  private void awaitMore(int uploads) {
    int goal = ledger.answered("upload 201") + uploads;
    await().atMost(PATIENCE).until(() -> ledger.answered("upload 201") >= goal);
  }

  /** Returns once so many more requests were answered in whatever way. */
  private void awaitMoreAnswers(int count) {
    int goal = ledger.answered("") + count;
    await().atMost(PATIENCE).until(() -> ledger.answered("") >= goal);
  }

  private void report(String what, int count) {
    Figures.print("seed", String.valueOf(seed));
    Figures.print(what, String.valueOf(count));
    Figures.print("answers", ledger.answers().toString());
    assertThat(ledger.count(Fate.THERE)).isPositive();
  }
}
