package dev.imagevault.app.faults;

import static org.awaitility.Awaitility.await;

import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.Ledger.Fate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Users at work while faults come and go on both wires at random. {@code
 * -Dimagevault.test.storm=600} makes it last so many seconds; {@code -Dimagevault.test.seed}
 * repeats one.
 */
@Tag("faults")
class StormTest {

  private static final int SECONDS = Integer.getInteger("imagevault.test.storm", 12);
  private static final int USERS = 6;

  private static final List<Fault> FAULTS =
      List.of(
          Fault.refused(),
          Fault.held(),
          Fault.cutAfter(10),
          Fault.cutAfter(600),
          Fault.slow(),
          Fault.answerLost(),
          Fault.answerLost().only("user_images"),
          Fault.answerLost().only("user_images").once(),
          Fault.cutAfter(0).once());

  private static final List<Fault> STORE_FAULTS =
      List.of(
          Fault.answered(503, "SlowDown"),
          Fault.answered(500, "InternalError"),
          Fault.answered(500, "InternalError").once(),
          Fault.answerLost().only("DELETE"),
          Fault.answerLost().only("POST"),
          Fault.answerLost().only("PUT"));

  @Test
  void whateverComesAndGoesUsersAreToldTheTruth() throws Exception {
    long seed =
        Long.getLong("imagevault.test.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    Figures.print("seed", String.valueOf(seed));
    Random random = new Random(seed);
    Ledger ledger = new Ledger();
    try (Deployment deployment = new Deployment()) {
      Instance instance = deployment.start();
      try (Crowd crowd = new Crowd("storm", USERS, seed, ledger, instance::url)) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end) {
          boolean store = random.nextBoolean();
          FaultProxy wire = store ? deployment.storeWire() : deployment.databaseWire();
          boolean special = store && random.nextBoolean();
          List<Fault> faults = special ? STORE_FAULTS : FAULTS;
          wire.begin(faults.get(random.nextInt(faults.size())));
          pass(random.nextInt(random.nextInt(10) == 0 ? 5_000 : 1_000));
          wire.end();
          pass(random.nextInt(500));
        }
        await().until(() -> ledger.count(Fate.THERE) > 0);
        crowd.leave();
      }
      ledger.assertAgreesWith(deployment.backEnds());
      Figures.print("answers", ledger.answers().toString());
      Figures.print(
          "requests befallen by faults",
          deployment.databaseWire().befallen()
              + " to PostgreSQL, "
              + deployment.storeWire().befallen()
              + " to S3");
      ledger.assertAnsweredAsDuringOutages(seed);
    }
  }

  private static void pass(int millis) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }
}
