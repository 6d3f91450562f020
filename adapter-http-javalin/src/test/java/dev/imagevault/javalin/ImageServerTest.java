package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the wire that no client of good will would send. */
class ImageServerTest {

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.otherRoutes =
        routes -> {
          routes.get("/other", context -> context.result("other"));
          routes.get(
              "/broken",
              context -> {
                throw new IllegalStateException("a secret");
              });
          routes.get(
              "/error",
              context -> {
                throw new StackOverflowError("a secret");
              });
        };
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String answer(String request) throws IOException {
    try (RawConnection raw = new RawConnection(server)) {
      return raw.send(request).answer();
    }
  }

  private static String authorization() {
    return "Authorization: Bearer " + TestServer.token("1") + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET /api HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /api HTTP/1.1\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: x\r\nA\0B: x\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: x\r\nA: x\0y\r\n\r\n",
        "GET /api\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/../x HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a/%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a//b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a;b=c/..;/b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://elsewhere/api HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a\\b HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\nx",
        "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        "POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /api HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
      })
  void whatIsNoHttpIsAProblem(String request) throws Exception {
    String answer = answer(request);
    assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|505) .*");
    assertThat(answer)
        .contains("application/problem+json", "\"requestId\":", "X-Content-Type-Options: nosniff");
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0\r\nTransfer-Encoding: chunked",
        "HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
        "HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked",
        "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked",
        "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked",
        "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity",
        "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ",
      })
  void aBodyThatOthersMayFrameOtherwiseIsRefusedWithItsConnection(String head) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /api/profile/images " + head + "\r\n" + authorization());
      raw.send("\r\n0\r\n\r\nGET /other HTTP/1.1\r\nHost: x\r\n\r\n");
      String answer = raw.answer();
      assertThat(answer).matches("(?s)HTTP/1.1 400 .*").contains("\"code\":\"invalid_request\"");
      if (head.startsWith("HTTP/1.1")) {
        assertThat(answer).containsIgnoringCase("\nConnection: close");
      }
      assertThat(raw.rest()).isEmpty();
    }
  }

  @Test
  void headersAreBounded() throws Exception {
    assertThat(answer("GET /api?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414")
        .contains("\"status\":414");
    assertThat(answer("GET /api HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("\"status\":431");
    assertThat(answer("GET /api HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(5_000) + "\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void anotherVersionOfHttpIsTheClientsFault() throws Exception {
    assertThat(answer("GET /api HTTP/1.2\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 505")
        .contains("\"code\":\"invalid_request\"");
  }

  @Test
  void oldClientsAreAnswered() throws Exception {
    String get = "GET /api/profile/images HTTP/1.0\r\n" + authorization() + "\r\n";
    try (RawConnection raw = new RawConnection(server)) {
      assertThat(raw.send(get).rest()).startsWith("HTTP/1.1 200").endsWith("\"data\":[]}");
    }
  }

  @Test
  void requestsInARowAreAnsweredInTheirOrder() throws Exception {
    String get = "GET /api/profile/images HTTP/1.1\r\nHost: x\r\n" + authorization() + "\r\n";
    String missing = get.replace("/images", "/images/1");
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(get + missing + get);
      assertThat(raw.answer()).startsWith("HTTP/1.1 200");
      assertThat(raw.answer()).startsWith("HTTP/1.1 404");
      assertThat(raw.answer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aRequestInsideABodyIsNoRequest() throws Exception {
    String hidden = "GET /api/profile/images/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "POST /api/profile/images HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + hidden.length()
              + "\r\n"
              + authorization()
              + "\r\n"
              + hidden
              + "GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 405");
      assertThat(raw.answer()).startsWith("HTTP/1.1 200").endsWith("other");
      assertThat(raw.rest()).isEmpty();
    }
  }

  @Test
  void theAbsoluteFormMeansTheSame() throws Exception {
    assertThat(answer("GET http://elsewhere/api HTTP/1.1\r\nHost: elsewhere\r\n\r\n"))
        .startsWith("HTTP/1.1 401");
    assertThat(answer("GET http://u:p@elsewhere/api HTTP/1.1\r\nHost: elsewhere\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
        "FOO /other HTTP/1.1\r\nHost: x\r\n\r\n",
        "TRACE /other HTTP/1.1\r\nHost: x\r\nSecret: y\r\n\r\n",
        "GET /broken HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /error HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: x\r\nExpect: the unexpected\r\n\r\n",
      })
  void everyRefusalIsAProblem(String request) throws Exception {
    String answer = answer(request);
    assertThat(answer)
        .matches("(?s)HTTP/1.1 [45].*")
        .contains("application/problem+json", "X-Request-Id: ")
        .doesNotContain("secret", "Secret", "Exception");
  }

  @Test
  void anUpgradeIsNotFollowed() throws Exception {
    String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    assertThat(answer("GET /other HTTP/1.1\r\nHost: x\r\n" + upgrade + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(
            answer(
                "GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void everyAnswerHasAnIdOfItsOwnOrItsProxys() throws Exception {
    Set<String> ids = new HashSet<>();
    for (String path : new String[] {"/other", "/nowhere", "/api", "/api/profile/images"}) {
      HttpResponse<String> answer = server.get(path);
      ids.add(answer.headers().firstValue("X-Request-Id").orElseThrow());
    }
    assertThat(ids).hasSize(4);
    String sane = "0af7651916cd43dd8448eb211c80319c";
    assertThat(
            server
                .send(server.request("/api").header("X-Request-Id", sane))
                .headers()
                .firstValue("X-Request-Id"))
        .contains(sane);
    for (String odd : new String[] {"x", "a b c d e f g h", "x".repeat(65), "<script>alert(1)"}) {
      assertThat(
              server
                  .send(server.request("/api").header("X-Request-Id", odd))
                  .headers()
                  .firstValue("X-Request-Id")
                  .orElseThrow())
          .matches("[0-9a-f]{16}");
    }
  }

  @Test
  void theServerDoesNotSayWhatItIs() throws Exception {
    assertThat(server.get("/other").headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @Test
  void aPortInUseIsAnIoException() throws Exception {
    ImageApi api =
        new ImageApi(
            server.vault,
            context -> {
              throw new UnauthorizedException("no", "Bearer");
            },
            ImageApiOptions.DEFAULT.withUploadMemory(64 << 20),
            Clock.systemUTC());
    try (ImageServer second =
        new ImageServer(
            new ImageServerOptions("127.0.0.1", server.server.port(), Duration.ZERO),
            api,
            routes -> {})) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(Integer.toString(server.server.port()));
    }
  }
}
