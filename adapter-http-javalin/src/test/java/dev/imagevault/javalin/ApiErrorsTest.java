package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.UploadPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of errors, over HTTP. */
class ApiErrorsTest {

  private static final String UPLOAD = "/api/profile/upload-image";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Faults<ImageRepository> REPOSITORY =
      Faults.in(ImageRepository.class, new InMemoryImageRepository(CLOCK));
  private static final Faults<ImageStorage> STORAGE =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(CLOCK));
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = UploadPolicy.DEFAULT.withMaxFileSize(100_000);
    builder.repository = REPOSITORY.adapter;
    builder.storage = STORAGE.adapter;
    builder.options = builder.options.withRequestTimeout(Duration.ofSeconds(1));
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void heal() {
    REPOSITORY.heal();
    STORAGE.heal();
  }

  private static HttpResponse<String> refused(int status, String code, HttpResponse<String> answer)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.fieldNames())
        .toIterable()
        .containsExactly(
            "type", "title", "status", "detail", "instance", "message", "code", "requestId");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("message")).isEqualTo(problem.get("detail"));
    assertThat(answer.headers().firstValue("X-Request-Id"))
        .contains(problem.get("requestId").asText());
    assertThat(answer.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(status == 503 || code.equals("idempotency_in_progress"));
    return answer;
  }

  private static HttpResponse<String> upload(Form form) throws Exception {
    return server.send(form.post(server.request(UPLOAD)));
  }

  private static HttpResponse<String> upload(String type, String body) throws Exception {
    return server.send(
        server
            .request(UPLOAD)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void missingFile() throws Exception {
    refused(400, "missing_file", upload(new Form().field("image", "text")));
    refused(400, "missing_file", upload(new Form().file("image", "a.png", new byte[0])));
    refused(400, "missing_file", upload(new Form().file("picture", "a.png", Pictures.png())));
  }

  @Test
  void malformedForms() throws Exception {
    byte[] picture = Pictures.png();
    refused(400, "invalid_request", upload(Form.CONTENT_TYPE, "nonsense"));
    refused(400, "invalid_request", upload(Form.CONTENT_TYPE, ""));
    refused(400, "invalid_request", upload("multipart/form-data", "x"));
    refused(400, "invalid_request", upload("multipart/form-data; boundary=", "x"));
    refused(400, "invalid_request", upload("multipart/form-data; boundary=" + "x".repeat(71), "x"));
    refused(
        400,
        "invalid_request",
        upload(new Form().file("image", "a", picture).file("image", "b", picture)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=+1",
        "limit=01",
        "limit=1.0",
        "limit=",
        "limit",
        "limit=ten",
        "limit=%zz",
        "limit=1&limit=2",
        "limit=99999999999999999999",
        "cursor=",
        "cursor=abc",
        "cursor=0",
        "cursor=-1",
        "cursor=1x",
        "cursor=9007199254740992",
        "cursor=1&cursor=2",
        "limit=10&cursor=%00",
      })
  void malformedQueries(String query) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /api/profile/images?"
              + query
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    }
  }

  @Test
  void malformedIdempotencyKeys() throws Exception {
    for (String key : new String[] {"", "a b", "ü", "x".repeat(256), "a\tb"}) {
      try (RawConnection raw = new RawConnection(server)) {
        raw.beginUpload("Idempotency-Key: " + key + "\r\nContent-Length: 0\r\n");
        assertThat(raw.answer())
            .as(key)
            .startsWith("HTTP/1.1 400")
            .contains("\"code\":\"invalid_request\"");
      }
    }
    HttpRequest.Builder twice =
        new Form()
            .file("image", "a", Pictures.png())
            .post(server.request(UPLOAD))
            .header("Idempotency-Key", "a")
            .header("Idempotency-Key", "b");
    refused(400, "invalid_request", server.send(twice));
  }

  @Test
  void unauthorized() throws Exception {
    for (String header :
        new String[] {
          "",
          "Authorization: \r\n",
          "Authorization: Bearer\r\n",
          "Authorization: Bearer x\r\n",
          "Authorization: Basic dXNlcjpwYXNz\r\n",
          "Authorization: " + TestServer.token("1") + "\r\n",
          "Authorization: Bearer " + TestServer.token("1") + " x\r\n",
          "Authorization: Bearer " + TestServer.token("1") + ", Basic x\r\n",
          "Authorization: Bearer "
              + TestServer.token("1")
              + "\r\n"
              + "Authorization: Bearer "
              + TestServer.token("1")
              + "\r\n",
          "Cookie: token=" + TestServer.token("1") + "\r\n",
        }) {
      try (RawConnection raw = new RawConnection(server)) {
        raw.send("GET /api/profile/images?token=x HTTP/1.1\r\nHost: x\r\n" + header + "\r\n");
        assertThat(raw.answer())
            .as(header)
            .startsWith("HTTP/1.1 401")
            .containsIgnoringCase("\nWWW-Authenticate: Bearer ")
            .contains("\"code\":\"unauthorized\"");
      }
    }
  }

  @Test
  void theSchemeIsReadInAnyCase() throws Exception {
    for (String scheme : new String[] {"Bearer", "bearer", "BEARER", "bEaReR"}) {
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.uri("/api/profile/images"))
                          .header("Authorization", scheme + " " + TestServer.token("1")))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void authenticationComesBeforeEverythingElse() throws Exception {
    for (String path :
        new String[] {"/api", "/api/", "/api/nothing", "/api/profile/images/1", UPLOAD}) {
      for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "OPTIONS", "FOO"}) {
        HttpRequest request =
            HttpRequest.newBuilder(server.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(100)))
                .build();
        refused(
            401, "unauthorized", server.client.send(request, HttpResponse.BodyHandlers.ofString()));
      }
    }
  }

  @Test
  void imagesThatAreNotOnesOwn() throws Exception {
    String body = null;
    long foreign = server.vault.upload(new OwnerId("2"), "a", Pictures.png()).id().value();
    for (String id :
        new String[] {
          Long.toString(foreign),
          "999999",
          "0",
          "-1",
          "1x",
          "x",
          "1.0",
          "01",
          "1%00",
          "9007199254740992",
          "99999999999999999999999",
          "1;x=y",
          "null"
        }) {
      for (String path : new String[] {id, id + "/signed-url"}) {
        HttpResponse<String> answer = server.send(server.request("/api/profile/images/" + path));
        if (id.contains("%00") || id.contains(";")) {
          assertThat(answer.statusCode()).isIn(400, 404);
          continue;
        }
        refused(404, "image_not_found", answer);
        String same = answer.body().replaceAll("\"(instance|requestId)\":\"[^\"]*\"", "");
        assertThat(body == null ? same : body).isEqualTo(same);
        body = same;
      }
      if (!id.contains("%") && !id.contains(";")) {
        refused(
            404,
            "image_not_found",
            server.send(server.request("/api/profile/images/" + id).DELETE()));
      }
    }
  }

  @Test
  void requestTimeout() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Content-Length: 1000\r\n").send("--");
      assertThat(raw.answer()).startsWith("HTTP/1.1 408").contains("\"request_timeout\"");
    }
  }

  @Test
  void noSuchRouteAndNoSuchMethod() throws Exception {
    refused(404, "not_found", server.get("/api"));
    refused(404, "not_found", server.get("/api/profile"));
    refused(404, "not_found", server.get("/api/profile/images/1/2"));
    refused(404, "not_found", server.get("/api/profile/images/1/signed-url/x"));
    assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
    allowed("GET", UPLOAD, "POST");
    allowed("PUT", "/api/profile/images", "DELETE, GET, HEAD");
    allowed("OPTIONS", "/api/profile/images", "DELETE, GET, HEAD");
    allowed("FOO", "/api/profile/images/1", "DELETE, GET, HEAD");
    allowed("PATCH", "/api/profile/images/1/", "DELETE, GET, HEAD");
    allowed("POST", "/api/profile/images/1/signed-url", "GET, HEAD");
    allowed("TRACE", "/api/profile/images/1/signed-url", "GET, HEAD");
  }

  private static void allowed(String method, String path, String allow) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server.request(path).method(method, HttpRequest.BodyPublishers.ofString("a body")));
    refused(405, "method_not_allowed", answer);
    assertThat(answer.headers().firstValue("Allow")).contains(allow);
  }

  @Test
  void idempotencyConflict() throws Exception {
    HttpRequest.Builder request = server.request(UPLOAD).header("Idempotency-Key", "conflict");
    Form first = new Form().file("image", "a", Pictures.png());
    assertThat(server.send(first.post(request.copy())).statusCode()).isEqualTo(201);
    Form second = new Form().file("image", "a", Pictures.png(1000));
    refused(409, "idempotency_conflict", server.send(second.post(request)));
  }

  @Test
  void idempotencyInProgress() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    STORAGE.before(
        "put",
        () -> {
          begun.countDown();
          go.await();
          return null;
        });
    HttpRequest.Builder request = server.request(UPLOAD).header("Idempotency-Key", "progress");
    Form form = new Form().file("image", "a", Pictures.png());
    HttpRequest post = form.post(request).build();
    CompletableFuture<HttpResponse<String>> first =
        server.client.sendAsync(post, HttpResponse.BodyHandlers.ofString());
    begun.await();
    HttpResponse<String> second =
        refused(
            409,
            "idempotency_in_progress",
            server.client.send(post, HttpResponse.BodyHandlers.ofString()));
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    go.countDown();
    assertThat(first.join().statusCode()).isEqualTo(201);
  }

  @Test
  void fileTooLarge() throws Exception {
    refused(413, "file_too_large", upload(new Form().file("image", "a", new byte[100_001])));
    refused(413, "file_too_large", upload(Form.CONTENT_TYPE, "x".repeat(100_000 + (1 << 20) + 1)));
    refused(413, "file_too_large", upload(new Form().field("x", "y".repeat(100_000 + (1 << 20)))));
  }

  @Test
  void unsupportedMediaType() throws Exception {
    refused(415, "unsupported_media_type", upload("application/json", "{}"));
    refused(415, "unsupported_media_type", upload("multipart/mixed; boundary=x", "x"));
    refused(415, "unsupported_media_type", upload("multipart/form-datax; boundary=x", "x"));
    refused(
        415,
        "unsupported_media_type",
        server.send(server.request(UPLOAD).POST(HttpRequest.BodyPublishers.ofString("x"))));
    refused(
        415,
        "unsupported_media_type",
        server.send(
            new Form()
                .file("image", "a", Pictures.png())
                .post(server.request(UPLOAD).header("Content-Encoding", "gzip"))));
    for (String file :
        new String[] {"<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7", "a"}) {
      byte[] bytes = file.getBytes(StandardCharsets.US_ASCII);
      refused(415, "unsupported_media_type", upload(new Form().file("image", "a.png", bytes)));
    }
  }

  @Test
  void invalidImage() throws Exception {
    byte[] picture = Pictures.png();
    byte[] half = Arrays.copyOf(picture, picture.length / 2);
    refused(422, "invalid_image", upload(new Form().file("image", "a.png", half)));
  }

  @Test
  void storageFailures() throws Exception {
    byte[] picture = Pictures.png();
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.REFUSED));
    refused(502, "storage_error", server.upload(picture));
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.UNAVAILABLE));
    refused(503, "storage_unavailable", server.upload(picture));
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.UNKNOWN));
    refused(503, "storage_unavailable", server.upload(picture));
  }

  @Test
  void databaseFailures() throws Exception {
    for (String method : new String[] {"insert", "page", "find", "condemn", "condemnAll"}) {
      REPOSITORY.before(method, () -> fail(BackEnd.DATABASE, Failure.UNAVAILABLE));
    }
    refused(503, "database_unavailable", server.upload(Pictures.png()));
    refused(503, "database_unavailable", server.get("/api/profile/images"));
    refused(503, "database_unavailable", server.get("/api/profile/images/1"));
    refused(503, "database_unavailable", server.get("/api/profile/images/1/signed-url"));
    refused(
        503, "database_unavailable", server.send(server.request("/api/profile/images/1").DELETE()));
    refused(
        503, "database_unavailable", server.send(server.request("/api/profile/images").DELETE()));
  }

  @Test
  void faultsOfOurs() throws Exception {
    REPOSITORY.before(
        "page",
        () -> {
          throw new IllegalStateException("SELECT secret FROM somewhere");
        });
    HttpResponse<String> answer = refused(500, "internal_error", server.get("/api/profile/images"));
    assertThat(answer.body()).doesNotContain("SELECT", "IllegalState");
    REPOSITORY.before(
        "page",
        () -> {
          throw new StackOverflowError("SELECT secret FROM somewhere");
        });
    answer = refused(500, "internal_error", server.get("/api/profile/images"));
    assertThat(answer.body()).doesNotContain("SELECT", "StackOverflow");
  }

  private static Object fail(BackEnd backEnd, Failure failure) {
    throw new BackEndException(backEnd, failure, "the operator's words", null);
  }
}
