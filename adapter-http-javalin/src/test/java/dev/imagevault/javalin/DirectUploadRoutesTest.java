package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.StoredObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectUploadRoutesTest {

  private static final String UPLOADS = "/api/profile/uploads";
  private static final String PREPARE = "POST " + UPLOADS;
  private static final String COMPLETE = "POST " + UPLOADS + "/{uploadId}/complete";
  private static final String GIVE_UP = "DELETE " + UPLOADS + "/{uploadId}";
  private static final String UNKNOWN = UPLOADS + "/1704067200000-abcdefghijklmnopqrstuv";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final OpenApiDocument DOCUMENT = new OpenApiDocument();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Clock clock = Clock.systemUTC();
  private final AtomicBoolean storeIsAway = new AtomicBoolean();
  private final InMemoryImageStorage store = new InMemoryImageStorage(clock);
  private final InMemoryUploadSigner signer = new InMemoryUploadSigner(store, clock);
  private final List<AnsweredRequest> answered = Collections.synchronizedList(new ArrayList<>());
  private final byte[] file = Pictures.png();
  private final TestServer.Builder builder = new TestServer.Builder();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    builder.storage =
        new ForwardingStorage(store) {
          @Override
          public Optional<StoredObject> open(ObjectKey key) {
            if (storeIsAway.get()) {
              throw new BackEndException(
                  BackEndException.BackEnd.STORAGE,
                  BackEndException.Failure.UNAVAILABLE,
                  "away",
                  null);
            }
            return super.open(key);
          }
        };
    builder.uploads = Optional.of(signer);
    builder.answered = answered::add;
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aFileThatWasSentToTheStoreIsCompletedAsEveryUploadIs() throws Exception {
    HttpResponse<String> prepared = prepare(announcement("cat.png", file.length));
    DOCUMENT.describes(PREPARE, prepared);
    assertThat(prepared.statusCode()).as(prepared.body()).isEqualTo(201);
    JsonNode data = data(prepared);
    assertThat(data.get("method").asText()).isEqualTo("PUT");
    assertThat(send(data, file)).isTrue();

    HttpResponse<String> completed = complete(data);
    DOCUMENT.describes(COMPLETE, completed);
    assertThat(completed.statusCode()).as(completed.body()).isEqualTo(201);
    assertThat(data(completed).get("originalName").asText()).isEqualTo("cat.png");
    String location = completed.headers().firstValue("Location").orElseThrow();
    assertThat(server.get(location).statusCode()).isEqualTo(200);
    assertThat(data(complete(data)).get("id")).isEqualTo(data(completed).get("id"));
    assertThat(server.vault.sweep()).isNotNull();
  }

  @Test
  void aCompletionIsObservedAsAnUploadAndNothingOfTheSignatureIs() throws Exception {
    HttpResponse<String> prepared = prepare(announcement("cat.png", file.length));
    JsonNode data = data(prepared);
    assertThat(send(data, file)).isTrue();
    assertThat(complete(data).statusCode()).isEqualTo(201);
    // Each is told of after its answer.
    await().until(() -> answered.size() == 2);
    AnsweredRequest completion =
        answered.stream()
            .filter(
                request -> request.route().equals(Optional.of(UPLOADS + "/{uploadId}/complete")))
            .findFirst()
            .orElseThrow();
    assertThat(completion.imageId()).isPresent();
    assertThat(completion.upload().orElseThrow().fileSize()).isEqualTo(file.length);
    assertThat(completion.upload().orElseThrow().checked()).isPresent();
    assertThat(answered.toString()).doesNotContain("Signature=");
  }

  @Test
  void whatIsNoImageIsRefusedAgainAndAgain() throws Exception {
    byte[] text = "no image".getBytes();
    JsonNode data = data(prepare(announcement("cat.png", text.length)));
    assertThat(send(data, text)).isTrue();
    for (int i = 0; i < 2; i++) {
      refused(415, "unsupported_media_type", COMPLETE, complete(data));
    }
  }

  @Test
  void whatWasNotPreparedIsRefused() throws Exception {
    String other =
        "{\"fileName\":\"a\",\"fileSize\":%d,\"sha256\":\"%s\"}"
            .formatted(file.length, "A".repeat(64));
    JsonNode data = data(prepare(other));
    store.put(key(data), new MediaType("image/x"), ImageBytes.of(file), TIMEOUT);
    refused(422, "upload_mismatch", COMPLETE, complete(data));
    refused(422, "upload_mismatch", COMPLETE, complete(data));
  }

  private static ObjectKey key(JsonNode data) {
    return ObjectKey.incoming(new OwnerId("1"), new UploadId(data.get("uploadId").asText()));
  }

  @Test
  void theHashIsTakenInEitherCase() throws Exception {
    String hash = ImageBytes.of(file).sha256().hex().toUpperCase(Locale.ROOT);
    JsonNode data =
        data(
            prepare(
                "{\"sha256\":\"%s\",\"fileSize\":%d,\"fileName\":\"\",\"more\":[{}]}"
                    .formatted(hash, file.length)));
    assertThat(send(data, file)).isTrue();
    assertThat(data(complete(data)).get("originalName").asText()).isEqualTo("image.png");
  }

  @Test
  void beforeTheFileIsThereNothingHappens() throws Exception {
    JsonNode data = data(prepare(announcement("a.png", file.length)));
    refused(409, "upload_not_received", COMPLETE, complete(data));
    assertThat(send(data, file)).isTrue();
    storeIsAway.set(true);
    refused(503, "storage_unavailable", COMPLETE, complete(data));
    storeIsAway.set(false);
    assertThat(complete(data).statusCode()).isEqualTo(201);
  }

  @Test
  void whatIsUnknownIsNotFound() throws Exception {
    for (String id : List.of(UNKNOWN, UPLOADS + "/x", UPLOADS + "/..%2f")) {
      HttpResponse<String> answer = server.send(server.request(id + "/complete").POST(none()));
      assertThat(answer.statusCode()).as(id).isIn(400, 404);
    }
    refused(404, "upload_not_found", COMPLETE, server.send(post(UNKNOWN + "/complete")));
    refused(404, "upload_not_found", GIVE_UP, server.send(server.request(UNKNOWN).DELETE()));
    JsonNode data = data(prepare(announcement("a.png", file.length)));
    String others = UPLOADS + "/" + data.get("uploadId").asText();
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(server.uri(others + "/complete"))
            .header("Authorization", "Bearer " + TestServer.token("2"))
            .POST(none());
    refused(404, "upload_not_found", COMPLETE, server.send(foreign));
  }

  @Test
  void whatIsGivenUpIsGone() throws Exception {
    JsonNode data = data(prepare(announcement("a.png", file.length)));
    HttpRequest.Builder giveUp =
        server.request(UPLOADS + "/" + data.get("uploadId").asText()).DELETE();
    HttpResponse<String> givenUp = server.send(giveUp);
    DOCUMENT.describes(GIVE_UP, givenUp);
    assertThat(givenUp.body()).isEqualTo("{\"message\":\"Upload given up\"}");
    refused(404, "upload_not_found", GIVE_UP, server.send(giveUp));
    refused(404, "upload_not_found", COMPLETE, complete(data));
  }

  @Test
  void deletingAllWithdrawsWhatIsPrepared() throws Exception {
    JsonNode data = data(prepare(announcement("a.png", file.length)));
    assertThat(send(data, file)).isTrue();
    HttpResponse<String> deleted =
        server.send(server.request("/api/profile/images?all=true").DELETE());
    assertThat(deleted.statusCode()).isEqualTo(202);
    refused(404, "upload_not_found", COMPLETE, complete(data));
  }

  @Test
  void badAnnouncementsAreRefused() throws Exception {
    for (String body :
        List.of(
            "",
            "[]",
            "{",
            "{\"fileName\":\"a\"}",
            "{\"fileSize\":3}",
            "{\"fileName\":1,\"fileSize\":3}",
            "{\"fileName\":\"a\",\"fileSize\":\"3\"}",
            "{\"fileName\":\"a\",\"fileSize\":3.5}",
            "{\"fileName\":\"a\",\"fileSize\":-3}",
            "{\"fileName\":\"a\",\"fileSize\":99999999999999999999}",
            "{\"fileName\":\"a\",\"fileSize\":3,\"fileSize\":4}",
            "{\"fileName\":\"a\",\"fileSize\":3,\"sha256\":\"00\"}",
            "{\"fileName\":\"a\",\"fileSize\":3} {}")) {
      HttpResponse<String> answer = prepare(body);
      DOCUMENT.describes(PREPARE, answer);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.body()).as(body).contains("\"code\":\"invalid_request\"");
    }
    refused(400, "missing_file", PREPARE, prepare(announcement("a", 0)));
    refused(413, "file_too_large", PREPARE, prepare(announcement("a", 6 << 20)));
    refused(413, "file_too_large", PREPARE, prepare(announcement("a".repeat(9000), 3)));
    HttpRequest.Builder form =
        server
            .request(UPLOADS)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(announcement("a", 3)));
    refused(415, "unsupported_media_type", PREPARE, server.send(form));
  }

  @Test
  void quotaAndRateHold() throws Exception {
    server.close();
    builder.policy = builder.policy.withQuota(new Quota(OptionalLong.of(1), OptionalLong.empty()));
    builder.options = builder.options.withUploadRate(new RateLimit(3, Duration.ofDays(1)));
    server = builder.start();
    JsonNode data = data(prepare(announcement("a.png", file.length)));
    refused(409, "quota_exceeded", PREPARE, prepare("not even JSON"));
    assertThat(server.upload(file).body()).contains("quota_exceeded");
    refused(429, "too_many_requests", PREPARE, prepare(announcement("a.png", file.length)));
    assertThat(send(data, file)).isTrue();
    assertThat(complete(data).statusCode()).as("completing counts once").isEqualTo(201);
  }

  @Test
  void withoutThemThereAreNoSuchRoutes() throws Exception {
    try (TestServer plain = TestServer.start()) {
      HttpResponse<String> answer =
          plain.send(plain.request(UPLOADS).POST(BodyPublishers.ofString("{}")));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("\"code\":\"not_found\"");
    }
  }

  @Test
  void aBodyThatDribblesHoldsNoThreadAndEnds() throws Exception {
    server.close();
    builder.options = builder.options.withRequestTimeout(Duration.ofMillis(300));
    server = builder.start();
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "POST "
              + UPLOADS
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
      assertThat(raw.answer()).startsWith("HTTP/1.1 408").contains("request_timeout");
    }
  }

  @Test
  void manyAreCompletedAtATimeInLittleMemory() throws Exception {
    server.close();
    builder.options = builder.options.withUploadMemory(builder.policy.maxFileSize());
    server = builder.start();
    Map<JsonNode, Integer> statuses = new HashMap<>();
    List<JsonNode> prepared = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      JsonNode data = data(prepare(announcement("a.png", file.length)));
      assertThat(send(data, file)).isTrue();
      prepared.add(data);
    }
    CountDownLatch all = new CountDownLatch(prepared.size());
    for (JsonNode data : prepared) {
      server
          .client
          .sendAsync(
              post(UPLOADS + "/" + data.get("uploadId").asText() + "/complete").build(),
              HttpResponse.BodyHandlers.ofString())
          .whenComplete(
              (answer, failure) -> {
                synchronized (statuses) {
                  statuses.put(data, failure == null ? answer.statusCode() : -1);
                }
                all.countDown();
              });
    }
    assertThat(all.await(300, TimeUnit.SECONDS)).isTrue();
    assertThat(statuses.values()).hasSize(40).containsOnly(201);
  }

  private HttpResponse<String> prepare(String body) throws Exception {
    return server.send(
        server
            .request(UPLOADS)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> complete(JsonNode data) throws Exception {
    return server.send(post(UPLOADS + "/" + data.get("uploadId").asText() + "/complete"));
  }

  private HttpRequest.Builder post(String path) {
    return server.request(path).POST(none());
  }

  private static HttpRequest.BodyPublisher none() {
    return BodyPublishers.noBody();
  }

  private boolean send(JsonNode data, byte[] bytes) {
    Map<String, String> headers = new HashMap<>();
    data.get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return signer.put(data.get("url").asText(), headers, bytes);
  }

  private static String announcement(String name, long size) {
    return "{\"fileName\":\"%s\",\"fileSize\":%d}".formatted(name, size);
  }

  private static JsonNode data(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body()).get("data");
  }

  private static void refused(
      int status, String code, String operation, HttpResponse<String> answer) {
    DOCUMENT.describes(operation, answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
