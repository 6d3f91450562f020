package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Ledger.Upload;
import dev.imagevault.app.faults.User.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What users are told while the wire to PostgreSQL or to S3 fails, and afterwards. */
@Tag("faults")
class WireFaultsTest {

  private static final Set<String> GOOD = Set.of("200");
  private static final Set<String> CREATED = Set.of("201");
  private static final Set<String> STORE_AWAY = Set.of("503 storage_unavailable");
  private static final Set<String> DATABASE_AWAY = Set.of("503 database_unavailable");
  private static final Duration RECOVERY = Duration.ofMinutes(2);

  /** Of the statement that makes an upload visible. */
  private static final String PUBLISH = "set status = 'READY'";

  /** Of every statement of the service, but not of a connection's beginning. */
  private static final String STATEMENT = "user_images";

  /** Of the service's log. */
  private static final Pattern STORE_FAILURE = Pattern.compile("S3 [^\"\\\\]+");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Ledger ledger = new Ledger();
  private Deployment deployment;
  private Deployment.Instance instance;
  private User user;
  private byte[] picture;
  private int played;

  @BeforeEach
  void start() throws Exception {
    // A put has ten seconds, so that the second attempt of one is in time on a busy machine.
    deployment = new Deployment().with("SWEEP_DELAY", "30");
    instance = deployment.start();
    user = new User("wire", instance::url);
    picture = Pictures.noise(100, 100, new Random(1));
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdown();
    deployment.close();
  }

  /**
   * A fault, and the answers that are right meanwhile.
   *
   * @param others to requests that list, show, sign and delete
   */
  private record Expected(Fault fault, Set<String> upload, Set<String> others) {}

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whileTheStoreFailsOnlyUploadsDo() throws Exception {
    Fault cutInTheBody = Fault.cutAfter(10_000);
    for (Expected expected :
        List.of(
            new Expected(Fault.refused(), STORE_AWAY, GOOD),
            new Expected(Fault.held(), STORE_AWAY, GOOD),
            new Expected(Fault.cutAfter(0), STORE_AWAY, GOOD),
            new Expected(cutInTheBody, STORE_AWAY, GOOD),
            new Expected(cutInTheBody.only("PUT").once(), STORE_AWAY, GOOD),
            new Expected(Fault.slow(), Set.of("201", "503 storage_unavailable"), GOOD),
            new Expected(Fault.answerLost(), STORE_AWAY, GOOD),
            new Expected(Fault.answerLost().only("PUT").once(), STORE_AWAY, GOOD),
            new Expected(Fault.answered(503, "SlowDown"), STORE_AWAY, GOOD),
            new Expected(Fault.answered(503, "SlowDown").only("PUT").once(), CREATED, GOOD),
            new Expected(Fault.answered(500, "InternalError"), STORE_AWAY, GOOD),
            new Expected(Fault.answered(500, "InternalError").only("PUT").once(), CREATED, GOOD),
            new Expected(Fault.answered(403, "AccessDenied"), Set.of("502 storage_error"), GOOD))) {
      play(deployment.storeWire(), expected);
    }
    finish(deployment.storeWire());
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whileTheDatabaseFailsNothingDoesAndAllComesBack() throws Exception {
    Set<String> slow = Set.of("200", "201", "503 database_unavailable");
    Fault lost = Fault.answerLost();
    for (Expected expected :
        List.of(
            new Expected(Fault.refused(), DATABASE_AWAY, DATABASE_AWAY),
            new Expected(Fault.held(), DATABASE_AWAY, DATABASE_AWAY),
            new Expected(Fault.cutAfter(10), DATABASE_AWAY, DATABASE_AWAY),
            new Expected(Fault.slow(), slow, slow),
            new Expected(lost.only(STATEMENT), DATABASE_AWAY, DATABASE_AWAY),
            new Expected(lost.only(PUBLISH).once(), CREATED, GOOD),
            new Expected(Fault.cutAfter(10).only(PUBLISH).once(), CREATED, GOOD),
            new Expected(lost.only(PUBLISH), DATABASE_AWAY, GOOD))) {
      play(deployment.databaseWire(), expected);
    }
    finish(deployment.databaseWire());
  }

  private void play(FaultProxy wire, Expected expected) throws Exception {
    String name = ++played + "-" + expected.fault.kind();
    Upload shown = ledger.upload(user, name + "-shown", picture, upload(name + "-shown"));
    Upload deleted = ledger.upload(user, name + "-deleted", picture, upload(name + "-deleted"));
    wire.begin(expected.fault);
    Future<Answer> upload = threads.submit(() -> upload(name));
    List<Callable<Answer>> others =
        List.of(
            user::list,
            () -> user.get(shown.id()),
            () -> user.signedUrl(shown.id()),
            () -> {
              Answer answer = user.delete(deleted.id());
              ledger.deletion(deleted, answer);
              return answer;
            });
    for (Future<Answer> other : threads.invokeAll(others)) {
      assertOneOf(expected.others, other.get(), expected.fault);
    }
    Answer uploaded = upload.get();
    ledger.upload(user, name, picture, uploaded);
    wire.end();
    assertOneOf(expected.upload, uploaded, expected.fault);
    await()
        .atMost(RECOVERY)
        .until(
            () -> {
              String again = "after-" + System.nanoTime();
              Answer answer = upload(again);
              ledger.upload(user, again, picture, answer);
              return answer.status() == 201;
            });
  }

  private Answer upload(String name) throws InterruptedException {
    return user.upload(name, picture, Optional.empty());
  }

  private void assertOneOf(Set<String> expected, Answer answer, Fault fault) {
    boolean retries = answer.status() != 503 || answer.retryAfter().isPresent();
    assertThat(expected.contains(answer.toString()) && retries)
        .withFailMessage(
            () ->
                "during %s expected one of %s, but was %s with Retry-After %s: %s; the log: %s"
                    .formatted(
                        fault,
                        expected,
                        answer,
                        answer.retryAfter(),
                        answer.status() < 400 ? "no problem" : answer.body(),
                        lastOfTheStore()))
        .isTrue();
  }

  /** Returns why the service failed last to have from the store what it wanted. */
  private String lastOfTheStore() {
    try {
      return STORE_FAILURE
          .matcher(instance.process().err())
          .results()
          .map(MatchResult::group)
          .reduce((before, last) -> last)
          .orElse("nothing of S3");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void finish(FaultProxy wire) throws Exception {
    ledger.assertAgreesWith(deployment.backEnds());
    Figures.print("requests befallen by faults", String.valueOf(wire.befallen()));
  }
}
