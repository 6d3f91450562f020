package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private final Faults<ImageRepository> repository =
      Faults.in(ImageRepository.class, new InMemoryImageRepository(CLOCK));
  private final Faults<ImageStorage> storage =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(CLOCK));
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  private TestServer start(Duration grace) throws IOException {
    TestServer.Builder builder = new TestServer.Builder();
    builder.repository = repository.adapter;
    builder.storage = storage.adapter;
    builder.grace = grace;
    return builder.start();
  }

  private Object hang() throws InterruptedException {
    begun.countDown();
    go.await();
    return "";
  }

  private static CompletableFuture<HttpResponse<String>> sent(
      TestServer server, HttpRequest.Builder request) {
    return server.client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder upload(TestServer server) {
    Form form = new Form().file("image", "a.png", Pictures.png());
    return form.post(server.request("/api/profile/upload-image"));
  }

  @Test
  void whatIsInFlightIsFinishedAndNothingNewIsTaken() throws Exception {
    TestServer server = start(Duration.ofMinutes(1));
    storage.before("put", this::hang);
    CompletableFuture<HttpResponse<String>> upload = sent(server, upload(server));
    begun.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    Awaitility.await().until(server.server::draining);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new RawConnection(server).close())
                    .isInstanceOf(IOException.class));
    assertThat(closed).isNotDone();
    go.countDown();
    assertThat(upload.join().statusCode()).isEqualTo(201);
    closed.join();
  }

  /** Some of them have not even been accepted when the server closes. */
  @Test
  void whoHasConnectedIsAnswered() throws Exception {
    for (int round = 0; round < 5; round++) {
      TestServer server = start(Duration.ofMinutes(1));
      List<RawConnection> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        clients.add(new RawConnection(server).send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      server.close();
      for (RawConnection client : clients) {
        assertThat(client.rest()).startsWith("HTTP/1.1 404");
        client.close();
      }
    }
  }

  @Test
  void whatTakesLongerThanTheGraceIsRefused() throws Exception {
    TestServer server = start(Duration.ZERO);
    repository.before("page", this::hang);
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /api/profile/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      begun.await();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      String answer = raw.rest();
      assertThat(answer)
          .startsWith("HTTP/1.1 503")
          .contains("\"code\":\"overloaded\"", "Retry-After: ", "Connection: close");
      go.countDown();
      closed.join();
    }
  }

  @Test
  void anUploadThatWasRefusedMeanwhileLeavesNothingVisible() throws Exception {
    TestServer server = start(Duration.ZERO);
    storage.before(
        "put",
        () -> {
          begun.countDown();
          boolean interrupted = true;
          while (interrupted) {
            try {
              go.await();
              interrupted = false;
            } catch (InterruptedException e) {
              // The server is stopping, and this store does not care.
            }
          }
          return "";
        });
    CompletableFuture<HttpResponse<String>> upload = sent(server, upload(server));
    begun.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    HttpResponse<String> answer = upload.join();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"overloaded\"");
    go.countDown();
    closed.join();
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(server.vault.sweep().removed()).isEqualTo(1);
            });
    assertThat(server.vault.list(new OwnerId("1"), ImageCursor.NEWEST, 10).images()).isEmpty();
  }

  @Test
  void aBodyThatIsStillArrivingIsRefusedAfterTheGrace() throws Exception {
    TestServer server = start(Duration.ZERO);
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Expect: 100-continue\r\nContent-Length: 1000\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 100");
      raw.send("--");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      assertThat(raw.rest()).startsWith("HTTP/1.1 503").contains("Connection: close");
      closed.join();
    }
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    TestServer server = start(Duration.ofSeconds(1));
    server.close();
    server.close();
    assertThat(server.server.draining()).isTrue();
  }

  @Test
  void duringTheDelayItServesAndClosesEachConnectionAfterItsAnswer() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.delay = Duration.ofMinutes(1);
    TestServer server = builder.start();
    String list =
        "GET /api/profile/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + TestServer.token("1")
            + "\r\n\r\n";
    try (RawConnection kept = new RawConnection(server)) {
      assertThat(kept.send(list).answer())
          .startsWith("HTTP/1.1 200")
          .doesNotContain("Connection: close");
      Thread closing = new Thread(server::close);
      closing.start();
      Awaitility.await().until(server.server::draining);
      assertThat(kept.send(list).answer()).startsWith("HTTP/1.1 200").contains("Connection: close");
      assertThat(kept.rest()).isEmpty();
      try (RawConnection accepted = new RawConnection(server)) {
        assertThat(accepted.send(list).answer())
            .startsWith("HTTP/1.1 200")
            .contains("Connection: close");
      }
      assertThat(closing.isAlive()).isTrue();
      // The delay is long, so that it is not over on a busy machine, and so it is cut short here.
      closing.interrupt();
      closing.join();
    }
  }

  @Test
  void whatBeganBeforeTheEndSaysThatItsConnectionCloses() throws Exception {
    TestServer server = start(Duration.ofMinutes(1));
    storage.before("put", this::hang);
    CompletableFuture<HttpResponse<String>> upload = sent(server, upload(server));
    begun.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    Awaitility.await().until(server.server::draining);
    go.countDown();
    assertThat(upload.join().statusCode()).isEqualTo(201);
    assertThat(upload.join().headers().firstValue("Connection")).contains("close");
    closed.join();
  }

  @Test
  void lingeringIsCutShort() throws Exception {
    TestServer server = start(Duration.ofMinutes(1));
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Content-Length: 99999999\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 413");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try {
                  raw.send("x");
                } catch (IOException e) {
                  // Cut, as it should be.
                }
                return closed.isDone();
              });
    }
  }
}
