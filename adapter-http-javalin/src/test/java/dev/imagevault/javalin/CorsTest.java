package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {

  private static final String ALLOWED = "https://app.example";
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.options = builder.options.withCorsOrigins(Set.of(ALLOWED, "http://localhost:3000"));
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
        .contains("Authorization", "Content-Type", "Idempotency-Key");
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
