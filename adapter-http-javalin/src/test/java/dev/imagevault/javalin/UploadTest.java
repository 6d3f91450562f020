package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VaultPolicy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

  private static final String UPLOAD = "/api/profile/upload-image";
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  private static HttpResponse<String> created(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  @Test
  void theAnswerDescribesTheImage() throws Exception {
    byte[] picture = Pictures.png();
    HttpResponse<String> answer = created(server.upload(picture));
    JsonNode body = json(answer);
    JsonNode data = body.get("data");
    assertThat(body.get("message").asText()).isEqualTo("Image uploaded successfully");
    assertThat(data.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "userId",
            "s3Key",
            "cloudfrontUrl",
            "cloudfrontUrlExpiresAt",
            "originalName",
            "mimeType",
            "fileSize",
            "width",
            "height",
            "createdAt",
            "updatedAt");
    assertThat(data.get("id").isIntegralNumber()).isTrue();
    assertThat(data.get("userId").isIntegralNumber()).isTrue();
    assertThat(data.get("s3Key").asText()).startsWith("users/1/images/").endsWith(".png");
    assertThat(data.get("cloudfrontUrl").asText()).contains(data.get("s3Key").asText());
    assertThat(data.get("originalName").asText()).isEqualTo("photo.png");
    assertThat(data.get("mimeType").asText()).isEqualTo("image/png");
    assertThat(data.get("fileSize").asInt()).isEqualTo(picture.length);
    assertThat(data.get("width").asInt()).isEqualTo(8);
    assertThat(data.get("height").asInt()).isEqualTo(4);
    for (String time : new String[] {"createdAt", "updatedAt", "cloudfrontUrlExpiresAt"}) {
      assertThat(data.get(time).asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/api/profile/images/" + data.get("id"));
    assertThat(json(server.get(location)).get("data")).isEqualTo(data);
  }

  @Test
  void theUrlSaysTrulyHowLongItLasts() throws Exception {
    JsonNode image = json(created(server.upload(Pictures.png()))).get("data");
    HttpResponse<String> answer =
        server.get("/api/profile/images/" + image.get("id") + "/signed-url");
    JsonNode url = json(answer).get("data");
    assertThat(json(answer).get("message").asText()).isEqualTo("Signed URL generated successfully");
    assertThat(url.fieldNames())
        .toIterable()
        .containsExactly("signedUrl", "expiresIn", "expiresAt");
    assertThat(url.get("signedUrl")).isEqualTo(image.get("cloudfrontUrl"));
    assertThat(url.get("expiresAt")).isEqualTo(image.get("cloudfrontUrlExpiresAt"));
    assertThat(url.get("expiresIn").asInt()).isBetween(3300 - 60, 3600);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "9007199254740991, 9007199254740991",
    "9007199254740992, \"9007199254740992\"",
    "007, \"007\"",
    "-1, \"-1\"",
    "1.5, \"1.5\"",
    "user@example.org, \"user@example.org\"",
    "99999999999999999999, \"99999999999999999999\"",
  })
  void aUserIdIsANumberWhereJsonKeepsItExactly(String user, String inJson) throws Exception {
    Form form = new Form().file("image", "a", Pictures.png());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(UPLOAD))
            .header("Authorization", "Bearer " + TestServer.token(user));
    String body = created(server.send(form.post(request))).body();
    assertThat(body).contains("\"userId\":" + inJson + ",");
  }

  @Test
  void theNameIsCleaned() throws Exception {
    for (String[] name :
        new String[][] {
          {"filename=\"../../etc/passwd.png\"", "passwd.png"},
          {"filename=\"C:\\\\x\\\\größe.png\"", "größe.png"},
          {"filename=\"a.png\"; filename*=UTF-8''%e2%82%ac.png", "€.png"},
          {"filename=\"\"", "image.png"},
          {"filename=\"a\0\u0001\u001b\u007fb\u202egnp.exe\"", "abgnp.exe"},
          {"filename*=UTF-8''a%00%0D%0A%C2%85%E2%80%AEb%E2%81%A6.png", "ab.png"},
          {"filename*=UTF-8''..%2F..%5Ca%2Fb.png; filename=\"c.png\"", "b.png"},
          {"filename=\"e\u0301.png\"", "\u00e9.png"},
          {"filename=\"" + "\uD83D\uDE00".repeat(300) + "\"", "\uD83D\uDE00".repeat(255)},
          {"filename=\"%01%02\"; filename*=UTF-8''%01%02", "image.png"},
          {"FileName=\"A.png\"", "A.png"},
          {"filename=\"a%0D%0ASet-Cookie: x.png\"", "aSet-Cookie: x.png"},
        }) {
      Form form = new Form().part("form-data; name=\"image\"; " + name[0], Pictures.png());
      JsonNode image = json(created(server.send(form.post(server.request(UPLOAD))))).get("data");
      assertThat(image.get("originalName").asText()).isEqualTo(name[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; Boundary=" + Form.BOUNDARY,
        "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"" + Form.BOUNDARY + "\"",
        "multipart/form-data;boundary=" + Form.BOUNDARY + ";",
        "multipart/form-data ; boundary = \"" + Form.BOUNDARY + "\" ; charset=utf-8",
      })
  void theBoundaryIsNamedAsClientsLike(String contentType) throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
    created(
        server.send(
            server
                .request(UPLOAD)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form))));
  }

  @Test
  void otherPartsAreIgnored() throws Exception {
    Form form =
        new Form()
            .raw("preamble\r\n")
            .field("title", "x".repeat(500_000))
            .file("other", "b.txt", "text".getBytes(StandardCharsets.US_ASCII))
            .file("image", "a.png", Pictures.png())
            .field("image", "text");
    created(server.send(form.post(server.request(UPLOAD))));
  }

  @Test
  void aBodyOfUnknownLengthIsTaken() throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png(1_000_000)).bytes();
    HttpRequest.Builder request =
        server
            .request(UPLOAD)
            .header("Content-Type", Form.CONTENT_TYPE)
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(form)));
    created(server.send(request));
  }

  @Test
  void theLargestFileIsTaken() throws Exception {
    byte[] picture = Pictures.png(200_000);
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = VaultPolicy.DEFAULT.withMaxFileSize(picture.length);
    builder.options = builder.options.withUploadMemory(picture.length);
    try (TestServer exact = builder.start()) {
      created(exact.upload(picture));
    }
    builder.policy = builder.policy.withMaxFileSize(picture.length - 1);
    try (TestServer less = builder.start()) {
      assertThat(less.upload(picture).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void aFileIsNotCompletedByTheOneBeforeInTheSameArray() throws Exception {
    byte[] picture = Pictures.png(200_000);
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = VaultPolicy.DEFAULT.withMaxFileSize(picture.length);
    builder.options = builder.options.withUploadMemory(picture.length);
    try (TestServer exact = builder.start()) {
      created(exact.upload(picture));
      // Within its pixels: without its end alone it would be mended.
      byte[] cut = Arrays.copyOf(picture, picture.length - 20);
      assertThat(exact.upload(cut).body()).contains("\"invalid_image\"");
      created(exact.upload(picture));
    }
  }

  @Test
  void aRepeatWithTheSameKeyGetsTheFirstImage() throws Exception {
    HttpRequest.Builder request = server.request(UPLOAD).header("Idempotency-Key", "abc");
    HttpRequest post = new Form().file("image", "a.png", Pictures.png()).post(request).build();
    HttpResponse<String> first =
        created(server.client.send(post, HttpResponse.BodyHandlers.ofString()));
    HttpResponse<String> second =
        created(server.client.send(post, HttpResponse.BodyHandlers.ofString()));
    assertThat(json(second).get("data").get("id")).isEqualTo(json(first).get("data").get("id"));
  }

  @Test
  void bytesThatDribbleInAreTaken() throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Content-Length: " + form.length + "\r\n");
      for (byte b : form) {
        raw.send(new byte[] {b});
      }
      assertThat(raw.answer()).startsWith("HTTP/1.1 201");
    }
  }

  @Test
  void chunksOfEverySizeAreTaken() throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png(40_000)).bytes();
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Transfer-Encoding: chunked\r\n");
      int position = 0;
      for (int size = 1; position < form.length; size = size * 2 + 1) {
        int count = Math.min(size, form.length - position);
        raw.send(Integer.toHexString(count) + ";extension=\"x\"\r\n");
        raw.send(Arrays.copyOfRange(form, position, position + count)).send("\r\n");
        position += count;
      }
      raw.send("0\r\nTrailer: x\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 201");
    }
  }

  @Test
  void expectationsAreMetOnlyWhereTheBodyIsWanted() throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Expect: 100-continue\r\nContent-Length: " + form.length + "\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 100");
      raw.send(form);
      assertThat(raw.answer()).startsWith("HTTP/1.1 201");
    }
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Expect: 100-continue\r\nContent-Length: 99999999\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 413");
    }
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "POST "
              + UPLOAD
              + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void anEarlyAnswerReachesAClientThatIsStillSending() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    for (String headers :
        new String[] {"Content-Length: 33554432\r\n", "Transfer-Encoding: chunked\r\n"}) {
      try (RawConnection raw = new RawConnection(server)) {
        raw.beginUpload(headers);
        if (headers.startsWith("Transfer")) {
          raw.send("2000000\r\n");
          raw.send(new Form().file("image", "a.png", new byte[0]).open());
        }
        for (int i = 0; i < 30; i++) {
          raw.send(megabyte);
        }
        assertThat(raw.answer()).startsWith("HTTP/1.1 4").contains("Connection: close");
      }
    }
  }

  @Test
  void aRefusalThatCameWithItsWholeBodyKeepsTheConnection() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      for (int i = 0; i < 3; i++) {
        raw.send("PUT /api/profile/images HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(raw.answer()).startsWith("HTTP/1.1 401").doesNotContain("Connection: close");
      }
    }
  }

  @Test
  void anUploadThatEndsEarlyLeavesNothing() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    try (TestServer fresh = builder.start()) {
      byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
      try (RawConnection raw = new RawConnection(fresh)) {
        raw.beginUpload("Content-Length: " + form.length + "\r\n");
        raw.send(Arrays.copyOf(form, form.length - 1));
        raw.socket().shutdownOutput();
        assertThat(raw.rest()).contains("\"invalid_request\"");
      }
      assertThat(fresh.vault.list(new OwnerId("1"), ImageCursor.NEWEST, 10).images()).isEmpty();
    }
  }

  @Test
  void anUploadThatIsStillArrivingWhenAllIsDeletedIsWithdrawn() throws Exception {
    try (TestServer fresh = new TestServer.Builder().start();
        RawConnection raw = new RawConnection(fresh)) {
      byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
      raw.beginUpload("Content-Length: " + form.length + "\r\n");
      raw.send(Arrays.copyOf(form, form.length - 1));
      await().until(() -> fresh.server.load().uploadMemory() > 0);
      HttpRequest.Builder deleteAll = fresh.request("/api/profile/images?all=true").DELETE();
      assertThat(fresh.send(deleteAll).statusCode()).isEqualTo(202);
      assertThat(raw.answer()).startsWith("HTTP/1.1 409");
      await().until(() -> fresh.server.load().uploadMemory() == 0);
      created(fresh.upload(Pictures.png()));
      assertThat(fresh.vault.list(new OwnerId("1"), ImageCursor.NEWEST, 10).images()).hasSize(1);
    }
  }

  @Test
  void aFullQuotaIsToldBeforeTheBodyIsSent() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = builder.policy.withQuota(new Quota(OptionalLong.of(1), OptionalLong.empty()));
    try (TestServer small = builder.start()) {
      HttpRequest.Builder request =
          small.request("/api/profile/upload-image").header("Idempotency-Key", "k");
      HttpRequest.Builder post = new Form().file("image", "a", Pictures.png()).post(request);
      created(small.send(post));
      try (RawConnection raw = new RawConnection(small)) {
        raw.beginUpload("Expect: 100-continue\r\nContent-Length: 1000\r\n");
        assertThat(raw.answer()).startsWith("HTTP/1.1 409").contains("\"quota_exceeded\"");
      }
      assertThat(small.upload(Pictures.png()).body()).contains("\"quota_exceeded\"");
      created(small.send(post));
    }
  }

  @Test
  void deletingOneAndDeletingAll() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = builder.policy.withSweepDelay(Duration.ofSeconds(3));
    try (TestServer fresh = builder.start()) {
      for (int i = 0; i < 3; i++) {
        created(fresh.upload(Pictures.png()));
      }
      HttpRequest.Builder one = fresh.request("/api/profile/images/1").DELETE();
      HttpResponse<String> answer = fresh.send(one);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"message\":\"Image deleted successfully\"}");
      assertThat(fresh.send(one).statusCode()).isEqualTo(404);
      answer = fresh.send(fresh.request("/api/profile/images?all=true").DELETE());
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body())
          .isEqualTo("{\"message\":\"All images are being deleted\",\"data\":{\"count\":2}}");
      assertThat(fresh.get("/api/profile/images").body()).contains("\"data\":[]");
    }
  }
}
