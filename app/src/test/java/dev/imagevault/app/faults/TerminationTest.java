package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.User.Answer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGTERM under load. */
@Tag("faults")
class TerminationTest {

  private static final int UPLOADS = 10;

  private final Ledger ledger = new Ledger();

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatIsInFlightIsFinishedAndTheExitCodeIsZero() throws Exception {
    byte[] picture = Pictures.noise(100, 100, new Random(1));
    try (Deployment deployment = new Deployment()) {
      Instance instance = deployment.start();
      AtomicReference<String> url = new AtomicReference<>(instance.url());
      try (Crowd crowd = new Crowd("term", 4, 1, ledger, url::get)) {
        await().until(() -> ledger.answered("upload 201") > 10);
        List<RawUpload> uploads = begin(instance, picture, 20_000);
        instance.process().terminate();
        awaitRefusal(instance);
        for (int i = 0; i < UPLOADS; i++) {
          Answer answer = uploads.get(i).sendRest().answer();
          assertThat(answer).hasToString("201");
          ledger.upload(new User("half-" + i, url::get), "a.png", picture, answer);
        }
        crowd.leave();
      }
      assertThat(instance.process().exitCode()).isZero();
      url.set(deployment.start().url());
      ledger.assertAgreesWith(deployment.backEnds());
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatTakesLongerThanTheGraceIsAnsweredWith503() throws Exception {
    byte[] picture = Pictures.noise(100, 100, new Random(1));
    try (Deployment deployment = new Deployment().with("SHUTDOWN_GRACE", "2")) {
      Instance instance = deployment.with("SWEEP_DELAY", "60").start();
      List<RawUpload> halves = begin(instance, picture, 20_000);
      deployment.storeWire().begin(Fault.held());
      List<RawUpload> wholes = begin(instance, picture, Integer.MAX_VALUE);
      await().until(() -> deployment.storeWire().befallen() == UPLOADS);
      instance.process().terminate();
      halves.addAll(wholes);
      for (RawUpload upload : halves) {
        Answer answer = upload.answer();
        assertThat(answer).hasToString("503 overloaded");
        assertThat(answer.retryAfter()).isPresent();
      }
      deployment.storeWire().end();
      assertThat(instance.process().exitCode()).isZero();
      Instance next = deployment.with("SWEEP_DELAY", "3").start();
      for (int i = 0; i < UPLOADS; i++) {
        assertThat(new User("half-" + i, next::url).list().images()).isEmpty();
      }
      ledger.assertAgreesWith(deployment.backEnds());
    }
  }

  private static List<RawUpload> begin(Instance instance, byte[] picture, int bytes)
      throws Exception {
    List<RawUpload> uploads = new ArrayList<>();
    for (int i = 0; i < UPLOADS; i++) {
      uploads.add(new RawUpload(instance.url(), "half-" + i, "a.png", picture).send(bytes));
    }
    return uploads;
  }

  /** Returns once no new connections are taken. */
  private static void awaitRefusal(Instance instance) {
    URI url = URI.create(instance.url());
    await()
        .until(
            () -> {
              try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                return !socket.isConnected();
              } catch (ConnectException e) {
                return true;
              }
            });
  }
}
