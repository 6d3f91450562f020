package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Http;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.User.Answer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGTERM under load. */
@Tag("faults")
class TerminationTest {

  private static final int UPLOADS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Ledger ledger = new Ledger();

  private static Deployment deployment() throws Exception {
    return new Deployment().with("ADMIN_PORT", "0");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatIsInFlightIsFinishedAndTheExitCodeIsZero() throws Exception {
    byte[] picture = Pictures.noise(100, 100, new Random(1));
    try (Deployment deployment = deployment()) {
      Instance instance =
          deployment.with("SHUTDOWN_GRACE", "300").with("REQUEST_TIMEOUT", "600").start();
      List<RawUpload> uploads = begin(instance, picture, 20_000);
      awaitInFlight(instance, UPLOADS);
      AtomicReference<String> url = new AtomicReference<>(instance.url());
      try (Crowd crowd = new Crowd("term", 4, 1, ledger, url::get)) {
        await().until(() -> ledger.answered("upload 201") > 10);
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
    try (Deployment deployment = deployment().with("SHUTDOWN_GRACE", "2")) {
      Instance instance = deployment.with("SWEEP_DELAY", "60").start();
      List<RawUpload> halves = begin(instance, picture, 20_000);
      deployment.storeWire().begin(Fault.held().only("PUT"));
      List<RawUpload> wholes = begin(instance, picture, Integer.MAX_VALUE);
      awaitInFlight(instance, 2 * UPLOADS);
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

  /** Returns once so many requests have begun to be answered. */
  private static void awaitInFlight(Instance instance, int count) {
    String admin = instance.process().awaitOutput("/metrics and /health on (http://\\S+)");
    Pattern inFlight = Pattern.compile("(?m)^imagevault_http_in_flight " + count + "(\\.0)?$");
    await()
        .atMost(PATIENCE)
        .ignoreException(HttpTimeoutException.class)
        .until(
            () -> new String(Http.get(admin + "/metrics").body(), StandardCharsets.UTF_8),
            metrics -> inFlight.matcher(metrics).find());
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
              } catch (SocketException e) {
                // It was reset: it came as the listener closed.
                return false;
              }
            });
  }
}
