package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.Quota;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final String UPLOAD = "/api/profile/upload-image";

  private TestServer server;

  /** Twice a day: within a test, none is added. */
  @BeforeEach
  void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.options = builder.options.withUploadRate(new RateLimit(2, Duration.ofDays(1)));
    builder.policy = builder.policy.withQuota(new Quota(OptionalLong.of(2), OptionalLong.empty()));
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void uploadTwice() throws Exception {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = server.upload(Pictures.png());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  @Test
  void oneUploadTooManyIsToldWhenToComeAgainAndBeforeTheQuota() throws Exception {
    uploadTwice();
    HttpResponse<String> refused = server.upload(Pictures.png());
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("\"code\":\"too_many_requests\"");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(40_000L, 43_200L);
  }

  @Test
  void itIsToldBeforeTheBodyIsSent() throws Exception {
    uploadTwice();
    try (RawConnection raw = new RawConnection(server)) {
      raw.beginUpload("Expect: 100-continue\r\nContent-Length: 1000\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 429");
    }
  }

  @Test
  void everyUserHasARateOfTheirOwnAndOnlyUploadsCount() throws Exception {
    uploadTwice();
    assertThat(server.get("/api/profile/images").statusCode()).isEqualTo(200);
    HttpRequest.Builder another =
        HttpRequest.newBuilder(server.uri(UPLOAD))
            .header("Authorization", "Bearer " + TestServer.token("2"));
    HttpResponse<String> answer =
        server.send(new Form().file("image", "a.png", Pictures.png()).post(another));
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  @Test
  void whatIsRefusedForItsHeadersDoesNotCountAndIsRefusedAsEver() throws Exception {
    for (int i = 0; i < 3; i++) {
      HttpRequest.Builder noForm =
          server.request(UPLOAD).POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertThat(server.send(noForm).statusCode()).isEqualTo(415);
    }
    uploadTwice();
    HttpRequest.Builder badKey = server.request(UPLOAD).header("Idempotency-Key", "a b");
    assertThat(server.send(new Form().file("image", "a", Pictures.png()).post(badKey)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aRateIsPositive() {
    assertThatThrownBy(() -> new RateLimit(0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimit(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
