package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.User.Answer;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Repeats of an upload with its Idempotency-Key, in parallel and after whatever went wrong. */
@Tag("faults")
class IdempotencyTest {

  private static final int AT_ONCE = 10;
  private static final int ROUNDS = 5;

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static Deployment deployment;
  private static Instance instance;
  private static byte[] picture;

  private User user;

  @BeforeAll
  static void start() throws Exception {
    // A sweep would free the keys of dead attempts before their time.
    deployment = new Deployment().with("SWEEP_DELAY", "600");
    instance = deployment.start();
    picture = Pictures.noise(20, 20, new Random(1));
  }

  @AfterAll
  static void stop() throws Exception {
    THREADS.shutdown();
    deployment.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    user = new User(test.getTestMethod().orElseThrow().getName(), () -> instance.url());
  }

  @Test
  void theSameKeyTenTimesInParallelStoresOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "round-" + round;
      List<Callable<Answer>> uploads = Collections.nCopies(AT_ONCE, () -> upload(key));
      List<Answer> created = new ArrayList<>();
      for (Future<Answer> upload : THREADS.invokeAll(uploads)) {
        Answer answer = upload.get();
        if (answer.status() == 201) {
          created.add(answer);
        } else {
          assertThat(answer).hasToString("409 idempotency_in_progress");
          assertThat(answer.retryAfter()).hasValue("1");
        }
      }
      created.add(upload(key));
      assertThat(created)
          .allSatisfy(answer -> assertThat(answer.images()).isEqualTo(created.get(0).images()));
    }
    assertThat(user.list().images()).hasSize(ROUNDS);
    assertThat(deployment.storeWire().requests())
        .filteredOn(request -> request.startsWith("PUT") && request.contains(user.name()))
        .hasSize(ROUNDS);
  }

  @Test
  void aRepeatAfterAnOutageOfTheStoreOrTheDatabaseSucceeds() throws Exception {
    for (Fault fault : List.of(Fault.answered(503, "SlowDown"), Fault.answerLost())) {
      deployment.storeWire().begin(fault);
      assertThat(upload("store")).hasToString("503 storage_unavailable");
      deployment.storeWire().end();
    }
    assertThat(upload("store").status()).isEqualTo(201);
    for (Fault fault : List.of(Fault.refused(), Fault.cutAfter(10))) {
      deployment.databaseWire().begin(fault);
      assertThat(upload("database")).hasToString("503 database_unavailable");
      deployment.databaseWire().end();
    }
    await().until(() -> upload("database").status() == 201);
    assertThat(user.list().images()).hasSize(2);
  }

  @Test
  void anAttemptThatDiedStandsInTheWayForHalfAMinuteAtTheMost() throws Exception {
    // It starts before, since that may take longer than half a minute.
    Instance other = deployment.start();
    int before = deployment.storeWire().befallen();
    deployment.storeWire().begin(Fault.held().only("PUT"));
    Future<Answer> first = THREADS.submit(() -> upload("key"));
    await().until(() -> deployment.storeWire().befallen() > before);
    instance.process().kill();
    assertThat(first.get()).isEqualTo(Answer.NONE);
    instance = other;
    Answer early = upload("key");
    assertThat(early).hasToString("409 idempotency_in_progress");
    assertThat(early.retryAfter()).hasValue("1");
    deployment.backEnds().passTime(ImageRepository.PRESUMED_DEAD);
    deployment.storeWire().end();
    assertThat(upload("key").status()).isEqualTo(201);
    assertThat(user.list().images()).hasSize(1);
  }

  @Test
  void aDayLaterTheKeyStandsForAnotherUpload() throws Exception {
    Answer first = upload("key");
    deployment.backEnds().passTime(ImageRepository.IDEMPOTENCY_KEPT.minusMinutes(1));
    assertThat(upload("key").images()).isEqualTo(first.images());
    deployment.backEnds().passTime(Duration.ofMinutes(1));
    assertThat(upload("key").status()).isEqualTo(201);
    assertThat(user.list().images()).hasSize(2);
  }

  private Answer upload(String key) throws InterruptedException {
    return user.upload("a.png", picture, Optional.of(key));
  }
}
