package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More clients than there is room for, slow ones among them, and back ends that hang. */
class OverloadTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private final Faults<ImageRepository> repository =
      Faults.in(ImageRepository.class, new InMemoryImageRepository(CLOCK));
  private final Faults<ImageStorage> storage =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(CLOCK));
  private final CountDownLatch go = new CountDownLatch(1);

  private TestServer start(long memory) throws Exception {
    return start(memory, VaultPolicy.DEFAULT);
  }

  private TestServer start(long memory, VaultPolicy policy) throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = policy.withMaxFileSize(1 << 20);
    builder.repository = repository.adapter;
    builder.storage = storage.adapter;
    builder.options = builder.options.withUploadMemory(memory);
    return builder.start();
  }

  private Object hang() throws InterruptedException {
    go.await();
    return "";
  }

  private static HttpRequest post(TestServer server, byte[] file) {
    Form form = new Form().file("image", "a.png", file);
    return form.post(server.request("/api/profile/upload-image")).build();
  }

  private static CompletableFuture<HttpResponse<String>> sent(
      TestServer server, HttpRequest request) {
    return server.client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void clientsThatDribbleKeepNobodyFromBeingServed() throws Exception {
    byte[] picture = Pictures.png(900_000);
    byte[] form = new Form().file("image", "a.png", picture).bytes();
    try (TestServer server = start(2 << 20)) {
      List<RawConnection> dribblers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        RawConnection dribbler = new RawConnection(server);
        dribbler.beginUpload("Content-Length: " + form.length + "\r\n");
        dribbler.send(Arrays.copyOf(form, 200));
        dribblers.add(dribbler);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(server.upload(picture).statusCode()).isEqualTo(201);
        for (RawConnection dribbler : dribblers) {
          dribbler.send(new byte[] {form[200 + i]});
        }
      }
      for (RawConnection dribbler : dribblers) {
        dribbler.close();
      }
    }
  }

  @Test
  void clientsThatHaltInTheMiddleMakeRoom() throws Exception {
    byte[] picture = Pictures.png(900_000);
    byte[] form = new Form().file("image", "a.png", picture).bytes();
    try (TestServer server = start(2 << 20);
        RawConnection first = new RawConnection(server);
        RawConnection second = new RawConnection(server)) {
      for (RawConnection halting : List.of(first, second)) {
        halting.beginUpload("Content-Length: " + form.length + "\r\n");
        halting.send(Arrays.copyOf(form, 800_000));
      }
      Awaitility.await().until(() -> server.server.load().uploadMemory() > 800_000);
      HttpRequest another =
          new Form()
              .file("image", "a.png", picture)
              .post(HttpRequest.newBuilder(server.uri("/api/profile/upload-image")))
              .header("Authorization", "Bearer " + TestServer.token("2"))
              .build();
      assertThat(sent(server, another).join().statusCode()).isEqualTo(201);
    }
  }

  @Test
  void uploadsThatFindNoMemoryAreToldToComeBack() throws Exception {
    byte[] picture = Pictures.png(900_000);
    try (TestServer server = start(1 << 20)) {
      storage.before("put", this::hang);
      CompletableFuture<HttpResponse<String>> one = sent(server, post(server, picture));
      CompletableFuture<HttpResponse<String>> other = sent(server, post(server, picture));
      CompletableFuture.anyOf(one, other).join();
      go.countDown();
      assertThat(List.of(one.join().statusCode(), other.join().statusCode()))
          .containsExactlyInAnyOrder(201, 503);
      HttpResponse<String> refused = one.join().statusCode() == 503 ? one.join() : other.join();
      assertThat(refused.body()).contains("\"code\":\"overloaded\"");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void aClientWhoseTimeRanOutAsItWaitedIsToldToComeBack() throws Exception {
    byte[] picture = Pictures.png(900_000);
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = VaultPolicy.DEFAULT.withMaxFileSize(1 << 20);
    builder.storage = storage.adapter;
    builder.options =
        builder.options.withUploadMemory(1 << 20).withRequestTimeout(Duration.ofSeconds(3));
    try (TestServer server = builder.start()) {
      storage.before("put", this::hang);
      CompletableFuture<HttpResponse<String>> first = sent(server, post(server, picture));
      Awaitility.await().until(() -> server.server.load().uploadMemory() > 1 << 20);
      HttpResponse<String> second = server.upload(picture);
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.body()).contains("\"overloaded\"");
      go.countDown();
      assertThat(first.join().statusCode()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1 << 20, 3 << 19, 4 << 20, 16 << 20})
  void manyLargeUploadsAtOnceAreAllServed(long memory) throws Exception {
    byte[] picture = Pictures.png(900_000);
    try (TestServer server = start(memory)) {
      List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        uploads.add(sent(server, post(server, picture)));
      }
      for (CompletableFuture<HttpResponse<String>> upload : uploads) {
        assertThat(upload.join().statusCode()).as(upload.join().body()).isEqualTo(201);
      }
      Awaitility.await().until(() -> server.server.load().uploadMemory() == 0);
    }
  }

  @Test
  void whileOthersWaitASlowBodyIsRefused() throws Exception {
    byte[] picture = Pictures.png(900_000);
    byte[] form = new Form().file("image", "a.png", picture).bytes();
    try (TestServer server = start(1 << 20);
        RawConnection slow = new RawConnection(server)) {
      slow.beginUpload("Content-Length: " + form.length + "\r\n");
      slow.send(Arrays.copyOf(form, 800_000));
      Awaitility.await().until(() -> server.server.load().uploadMemory() > 800_000);
      assertThat(server.upload(picture).statusCode()).isEqualTo(201);
      assertThat(slow.answer()).startsWith("HTTP/1.1 408 ").contains("\"request_timeout\"");
    }
  }

  @Test
  void whileTheStoreHangsUploadsAreChecked() throws Exception {
    int more = Runtime.getRuntime().availableProcessors() + 1;
    CountDownLatch putting = new CountDownLatch(more);
    try (TestServer server = start(64 << 20)) {
      storage.before(
          "put",
          () -> {
            putting.countDown();
            return hang();
          });
      List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
      for (int i = 0; i < more; i++) {
        uploads.add(sent(server, post(server, Pictures.png())));
      }
      putting.await();
      assertThat(server.upload(new byte[100]).statusCode()).isEqualTo(415);
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> upload : uploads) {
        assertThat(upload.join().statusCode()).isEqualTo(201);
      }
    }
  }

  @Test
  void anUploadThatHangsIsAnsweredAndNeverSeen() throws Exception {
    Quota quota = new Quota(OptionalLong.of(10), OptionalLong.empty());
    try (TestServer server = start(64 << 20, VaultPolicy.DEFAULT.withQuota(quota))) {
      storage.before("put", this::hang);
      CountDownLatch never = new CountDownLatch(1);
      repository.before("usage", () -> never.await(3, TimeUnit.SECONDS));
      Form form = new Form().file("image", "a.png", Pictures.png());
      HttpRequest.Builder upload = form.post(server.request("/api/profile/upload-image"));
      HttpResponse<String> answer = server.send(upload.timeout(Duration.ofMinutes(1)));
      assertThat(answer.statusCode()).isEqualTo(503);
      go.countDown();
      Awaitility.await().until(() -> server.vault.sweep().removed() == 1);
      assertThat(server.get("/api/profile/images").body()).contains("\"data\":[]");
    }
  }

  @Test
  void aStoreThatHangsLeavesTheOtherRequestsAlone() throws Exception {
    try (TestServer server = start(64 << 20)) {
      storage.before("put", this::hang);
      List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        uploads.add(sent(server, post(server, Pictures.png())));
      }
      Awaitility.await().until(() -> server.server.load().requests() == uploads.size());
      assertThat(server.get("/api/profile/images").statusCode()).isEqualTo(200);
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> upload : uploads) {
        assertThat(upload.join().statusCode()).isEqualTo(201);
      }
    }
  }

  @Test
  void aDatabaseThatHangsLeavesThreadsForWhatNeedsNone() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.repository = repository.adapter;
    builder.otherRoutes = routes -> routes.get("/live", context -> context.result("up"));
    try (TestServer server = builder.start()) {
      repository.before("page", this::hang);
      List<CompletableFuture<HttpResponse<String>>> lists = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        lists.add(sent(server, server.request("/api/profile/images").build()));
      }
      HttpResponse<String> refused =
          (HttpResponse<String>)
              CompletableFuture.anyOf(lists.toArray(CompletableFuture[]::new))
                  .thenApply(HttpResponse.class::cast)
                  .join();
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("\"code\":\"overloaded\"");
      assertThat(server.get("/live").body()).isEqualTo("up");
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> list : lists) {
        assertThat(list.join().statusCode()).isIn(200, 503);
      }
    }
  }

  @Test
  void deletesThatWaitHoldUpNoReadsAndNoUploads() throws Exception {
    try (TestServer server = start(64 << 20)) {
      repository.before("delete", this::hang);
      repository.before("deleteAll", this::hang);
      List<CompletableFuture<HttpResponse<String>>> deletes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String images = "/api/profile/images" + (i % 4 == 0 ? "?all=true" : "/" + (i + 1));
        deletes.add(sent(server, server.request(images).DELETE().build()));
      }
      CompletableFuture.anyOf(deletes.toArray(CompletableFuture[]::new)).join();
      assertThat(server.upload(Pictures.png()).statusCode()).isEqualTo(201);
      assertThat(server.get("/api/profile/images").statusCode()).isEqualTo(200);
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> delete : deletes) {
        assertThat(delete.join().statusCode()).isIn(202, 404, 503);
      }
    }
  }
}
