package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.ServerLoad;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the observer of a server is told. */
class AnsweredRequestTest {

  private static final BlockingQueue<AnsweredRequest> ANSWERED = new LinkedBlockingQueue<>();

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.answered = ANSWERED::add;
    builder.otherRoutes = routes -> routes.get("/other/{x}", ctx -> ctx.result("other"));
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    ANSWERED.clear();
  }

  private static AnsweredRequest next() throws InterruptedException {
    AnsweredRequest next = ANSWERED.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void anUploadIsToldWithItsUserImageSizeAndStages() throws Exception {
    var answer = server.upload(Pictures.png());
    AnsweredRequest upload = next();
    assertThat(upload.method()).isEqualTo("POST");
    assertThat(upload.route()).contains("/api/profile/upload-image");
    assertThat(upload.api()).isTrue();
    assertThat(upload.status()).isEqualTo(201);
    assertThat(upload.bytes()).isEqualTo(answer.body().length());
    assertThat(upload.requestId()).isEqualTo(answer.headers().firstValue("X-Request-Id"));
    assertThat(upload.client()).contains("127.0.0.1");
    assertThat(upload.userId()).contains("1");
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith("/" + upload.imageId().orElseThrow());
    assertThat(upload.problem()).isEmpty();
    assertThat(upload.traceId()).isEmpty();
    AnsweredRequest.Upload stages = upload.upload().orElseThrow();
    assertThat(stages.fileSize()).isEqualTo(Pictures.png().length);
    Duration sum =
        stages.received().plus(stages.waited().orElseThrow()).plus(stages.checked().orElseThrow());
    assertThat(sum).isPositive().isLessThanOrEqualTo(upload.duration());
  }

  @Test
  void anImageThatIsRefusedIsToldWithTheReason() throws Exception {
    server.upload("no image".getBytes(StandardCharsets.US_ASCII));
    AnsweredRequest upload = next();
    assertThat(upload.status()).isEqualTo(415);
    assertThat(upload.problem()).contains("unsupported_media_type");
    assertThat(upload.imageId()).isEmpty();
    assertThat(upload.upload().orElseThrow().fileSize()).isEqualTo(8);
    assertThat(upload.upload().orElseThrow().checked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/profile/images?limit=1&secret=x,200,/api/profile/images,",
    "HEAD,/api/profile/images,200,/api/profile/images,",
    "GET,/api/profile/images/77,404,/api/profile/images/{id},image_not_found",
    "GET,/api/profile/images/77/signed-url,404,/api/profile/images/{id}/signed-url,image_not_found",
    "PUT,/api/profile/images/77,405,/api/profile/images/{id},method_not_allowed",
    "BREW,/api/profile/images/77,405,/api/profile/images/{id},method_not_allowed",
    "GET,/api/nothing,404,,not_found",
    "GET,/nothing/here,404,,not_found",
    "GET,/other/5,200,/other/{x},",
    "GET,/openapi.json,200,/openapi.json,",
    "GET,/a/%2e%2e/b,400,,invalid_request"
  })
  void theRouteIsTheTemplateOfThePath(
      String method, String path, int status, String route, String problem) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
              .formatted(method, path, TestServer.token("1")));
      raw.rest();
    }
    AnsweredRequest request = next();
    assertThat(request.status()).isEqualTo(status);
    assertThat(request.route()).isEqualTo(Optional.ofNullable(route));
    assertThat(request.problem()).isEqualTo(Optional.ofNullable(problem));
    assertThat(request.method()).isEqualTo(method.equals("BREW") ? "OTHER" : method);
    assertThat(request.api()).isEqualTo(path.startsWith("/api"));
    assertThat(request.duration().isNegative()).isFalse();
  }

  @Test
  void whyATokenIsRefusedIsToldToTheObserverOnly() throws Exception {
    String expired =
        JWT.create()
            .withSubject("1")
            .withExpiresAt(Instant.EPOCH)
            .sign(Algorithm.HMAC256(TestServer.SECRET));
    var answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/profile/images"))
                .header("Authorization", "Bearer " + expired));
    assertThat(next().reason()).contains("the claim exp has passed");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("The token is not valid").doesNotContain("exp ");
  }

  @Test
  void whoIsNotAuthenticatedIsNobody() throws Exception {
    server.send(HttpRequest.newBuilder(server.uri("/api/profile/images/1")));
    AnsweredRequest request = next();
    assertThat(request.status()).isEqualTo(401);
    assertThat(request.problem()).contains("unauthorized");
    assertThat(request.userId()).isEmpty();
    assertThat(request.imageId()).isEmpty();
  }

  @Test
  void theTraceOfTheCallerIsTold() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (var each :
        Map.of("00-" + trace + "-00f067aa0ba902b7-01", Optional.of(trace), "x", Optional.empty())
            .entrySet()) {
      server.send(server.request("/api/profile/images").header("traceparent", each.getKey()));
      assertThat(next().traceId()).isEqualTo(each.getValue());
    }
  }

  @Test
  void theLoadIsThatOfTheMoment() throws Exception {
    ServerLoad idle = server.server.load();
    assertThat(idle.uploadMemory()).isZero();
    assertThat(idle.requests()).isZero();
    try (RawConnection raw = new RawConnection(server)) {
      Form form = new Form().file("image", "a.png", new byte[50_000]);
      raw.beginUpload("Content-Length: 100000\r\n").send(form.open());
      await().until(() -> server.server.load().uploadMemory() >= 50_000);
      assertThat(server.server.load().requests()).isEqualTo(1);
      assertThat(server.server.load().connections()).isPositive();
      assertThat(server.server.load().maxThreads()).isPositive();
    }
    await().until(() -> server.server.load().uploadMemory() == 0);
  }
}
