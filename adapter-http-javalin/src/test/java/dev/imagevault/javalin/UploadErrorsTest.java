package dev.imagevault.javalin;

import static dev.imagevault.javalin.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.VaultPolicy;
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

/** Every row of the table of errors that is of uploads alone, over HTTP. */
class UploadErrorsTest {

  private static final String UPLOAD = "/api/profile/upload-image";
  private static final Faults<ImageStorage> STORAGE =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(Clock.systemUTC()));
  private static final ImageRepository REPOSITORY = new InMemoryImageRepository(Clock.systemUTC());
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = VaultPolicy.DEFAULT.withMaxFileSize(100_000);
    builder.storage = STORAGE.adapter;
    builder.repository = REPOSITORY;
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void heal() {
    STORAGE.heal();
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
    refused(400, "invalid_request", upload("multipart/form-data; boundary=x; Boundary=x", "x"));
    refused(400, "invalid_request", upload("multipart/form-data; boundary=\"x", "x"));
    refused(400, "invalid_request", upload("multipart/form-data; boundary=x, text/plain", "x"));
    refused(
        400,
        "invalid_request",
        upload(new Form().file("image", "a", picture).file("image", "b", picture)));
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
  void requestTimeout() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.options = builder.options.withRequestTimeout(Duration.ofSeconds(1));
    try (TestServer impatient = builder.start();
        RawConnection raw = new RawConnection(impatient)) {
      raw.beginUpload("Content-Length: 1000\r\n").send("--");
      assertThat(raw.answer()).startsWith("HTTP/1.1 408").contains("\"request_timeout\"");
    }
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
  void anUploadOvertakenByDeletingAllIsWithdrawn() throws Exception {
    STORAGE.before(
        "put",
        () ->
            assertThat(
                    server
                        .send(server.request("/api/profile/images?all=true").DELETE())
                        .statusCode())
                .isEqualTo(202));
    refused(409, "withdrawn", upload(new Form().file("image", "a", Pictures.png())));
    STORAGE.heal();
    assertThat(upload(new Form().file("image", "a", Pictures.png())).statusCode()).isEqualTo(201);
  }

  @Test
  void anUploadThatASweepTookForDeadIsNoFaultOfTheStore() throws Exception {
    STORAGE.before(
        "put",
        () -> {
          while (REPOSITORY.pageByKey("", 1000).stream()
              .anyMatch(image -> image.status() == ImageStatus.PENDING)) {
            REPOSITORY.claimUnfinished(Duration.ZERO, Duration.ZERO, 1000);
          }
          return null;
        });
    HttpResponse<String> answer =
        refused(503, "overloaded", upload(new Form().file("image", "a", Pictures.png())));
    assertThat(answer.body()).contains("took too long");
  }

  @Test
  void fileTooLarge() throws Exception {
    refused(413, "file_too_large", upload(new Form().file("image", "a", new byte[100_001])));
    refused(413, "file_too_large", upload(Form.CONTENT_TYPE, "x".repeat(100_000 + (1 << 20) + 1)));
    refused(413, "file_too_large", upload(new Form().field("x", "y".repeat(100_000 + (1 << 20)))));
  }

  private static HttpRequest.Builder picture(String header, String value) throws Exception {
    Form form = new Form().file("image", "a", Pictures.png());
    return form.post(server.request(UPLOAD).header(header, value));
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
    HttpResponse<String> coded =
        refused(415, "unsupported_media_type", server.send(picture("Content-Encoding", "gzip")));
    assertThat(coded.body()).contains("without a Content-Encoding");
    assertThat(coded.headers().firstValue("Accept-Encoding")).contains("identity");
    assertThat(server.send(picture("Content-Encoding", "identity")).statusCode()).isEqualTo(201);
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
}
