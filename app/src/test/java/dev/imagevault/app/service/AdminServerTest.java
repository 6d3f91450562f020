package dev.imagevault.app.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.metrics.MetricsRoute;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener for operators alone, as whoever reaches it meets it. */
class AdminServerTest {

  private static Metrics metrics;
  private static AdminServer server;

  @BeforeAll
  static void start() throws Exception {
    metrics = new Metrics("1");
    server =
        AdminServer.start(
            "127.0.0.1",
            0,
            Duration.ofMinutes(1),
            routes -> {
              new HealthRoutes().mount(routes);
              new MetricsRoute(metrics).mount(routes);
              routes.get(
                  "/broken",
                  ctx -> {
                    throw new IllegalStateException("broken");
                  });
            });
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    metrics.close();
  }

  private static String answer(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write((request + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/metrics"})
  void itIsRead(String path) throws Exception {
    assertThat(answer("GET " + path + " HTTP/1.1")).startsWith("HTTP/1.1 200").contains("no-store");
    assertThat(answer("HEAD " + path + " HTTP/1.1"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "POST", "NONSENSE", "HEAD"})
  void onlyTheRequestLineChoosesTheMethod(String method) throws Exception {
    assertThat(answer("GET /health/live HTTP/1.1\r\nX-HTTP-Method-Override: " + method))
        .startsWith("HTTP/1.1 200")
        .endsWith("{\"status\":\"up\"}");
    assertThat(answer("POST /health/live HTTP/1.1\r\nX-HTTP-Method-Override: GET"))
        .startsWith("HTTP/1.1 405");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE", "get"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    for (String path : new String[] {"/health/live", "/health/ready", "/metrics"}) {
      assertThat(answer(method + " " + path + " HTTP/1.1"))
          .startsWith("HTTP/1.1 405")
          .containsIgnoringCase("\r\nAllow: GET, HEAD\r\n")
          .containsIgnoringCase("\r\nCache-Control: no-store\r\n");
    }
  }

  @Test
  void noErrorIsStored() throws Exception {
    assertThat(answer("GET /nothing HTTP/1.1")).startsWith("HTTP/1.1 404").contains("no-store");
    assertThat(answer("HEAD /nothing HTTP/1.1")).startsWith("HTTP/1.1 404").contains("no-store");
    assertThat(answer("GET /broken HTTP/1.1")).startsWith("HTTP/1.1 500").contains("no-store");
    assertThat(answer("GET /%zz HTTP/1.1")).startsWith("HTTP/1.1 400").contains("no-store");
    assertThat(answer("GET /metrics HTTP/1.1\r\nX: " + "x".repeat(20_000)))
        .startsWith("HTTP/1.1 431")
        .contains("no-store");
  }
}
