package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageStorage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {

  private static final String ALLOWED = "https://app.example";
  private static final String UPLOAD = "/api/profile/upload-image";
  private static final Faults<ImageStorage> STORAGE =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(Clock.systemUTC()));
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.options = builder.options.withCorsOrigins(Set.of(ALLOWED, "http://localhost:3000"));
    builder.storage = STORAGE.adapter;
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> preflight(String origin) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.uri("/api/profile/upload-image"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,idempotency-key"));
  }

  @Test
  void anAllowedOriginMayAskBeforehandWithoutAToken() throws Exception {
    HttpResponse<String> answer = preflight(ALLOWED);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().map())
        .containsEntry("access-control-allow-origin", List.of(ALLOWED))
        .containsEntry("vary", List.of("Origin"))
        .doesNotContainKey("access-control-allow-credentials")
        .doesNotContainKey("content-type");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .isEqualTo(
            "Authorization, Content-Type, Idempotency-Key, X-Requested-With,"
                + " traceparent, tracestate, baggage, sentry-trace");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("GET", "HEAD", "POST", "DELETE");
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
  }

  @Test
  void otherOriginsAreAllowedNothing() throws Exception {
    for (String origin :
        new String[] {"https://evil.example", "null", "https://app.example.evil", ALLOWED + ":1"}) {
      assertThat(preflight(origin).headers().map().keySet())
          .as(origin)
          .noneMatch(name -> name.startsWith("access-control"));
      HttpResponse<String> get =
          server.send(server.request("/api/profile/images").header("Origin", origin));
      assertThat(get.statusCode()).isEqualTo(200);
      assertThat(get.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
      assertThat(get.headers().firstValue("Vary")).contains("Origin");
    }
  }

  @Test
  void anAllowedOriginSeesAnswersAndErrors() throws Exception {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/profile/images")).header("Origin", ALLOWED));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ALLOWED);
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location", "Retry-After", "X-Request-Id");
  }

  @Test
  void everyRefusalOfAnUploadCanBeReadByThePage() throws Exception {
    Form none = new Form().field("text", "no file");
    assertReadable(400, none.post(server.request(UPLOAD)));
    assertReadable(404, server.request("/api/nothing"));
    assertReadable(404, server.request("/api/profile/images/"));
    assertReadable(405, server.request(UPLOAD));
    Form large = new Form().file("image", "a", new byte[7 << 20]);
    assertReadable(413, large.post(server.request(UPLOAD)));
    assertReadable(415, server.request(UPLOAD).POST(HttpRequest.BodyPublishers.ofString("x")));
    for (Failure failure : new Failure[] {Failure.REFUSED, Failure.UNAVAILABLE}) {
      STORAGE.before(
          "put",
          () -> {
            throw new BackEndException(BackEnd.STORAGE, failure, "away", null);
          });
      Form form = new Form().file("image", "a.png", Pictures.png());
      assertReadable(failure == Failure.REFUSED ? 502 : 503, form.post(server.request(UPLOAD)));
    }
  }

  private static void assertReadable(int status, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = server.send(request.header("Origin", ALLOWED));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().map())
        .containsEntry("access-control-allow-origin", List.of(ALLOWED))
        .containsEntry(
            "access-control-expose-headers", List.of("Location, Retry-After, X-Request-Id"))
        .containsEntry("vary", List.of("Origin"))
        .doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void optionsThatIsNoPreflightNeedsAToken() throws Exception {
    HttpRequest.Builder options =
        HttpRequest.newBuilder(server.uri("/api/profile/images"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    assertThat(server.send(options).statusCode()).isEqualTo(401);
  }

  @Test
  void withoutOriginsThereIsNoCors() throws Exception {
    try (TestServer plain = TestServer.start()) {
      HttpResponse<String> answer =
          plain.send(plain.request("/api/profile/images").header("Origin", ALLOWED));
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control") || name.equals("vary"));
    }
  }
}
