package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it runs in production, beside a database and a store that are not its own. */
class ServeProcessTest {

  private static final CloudFrontKey KEY = CloudFrontKey.parse("KTEST", ServeProcesses.PEM);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ExecutorService CROWD = Executors.newCachedThreadPool();

  @TempDir private static Path directory;

  private static ServeProcesses processes;

  @BeforeAll
  static void start() throws Exception {
    processes = new ServeProcesses(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    CROWD.shutdownNow();
    processes.close();
  }

  @BeforeEach
  void mend() {
    processes.mend();
  }

  private static Http user(String url) {
    return user(url, "7");
  }

  private static Http user(String url, String id) {
    return Http.of(url, ServeProcesses.SECRET, id);
  }

  private interface Fault {
    void strike(Wire wire) throws Exception;
  }

  @Test
  void anImageIsStoredSignedForListedAndDeletedAndSigtermExitsWithZero() throws Exception {
    try (Child serve = processes.start(processes.environment())) {
      String url = ServeProcesses.url(serve);
      Http http = user(url);
      var upload = http.upload(Pictures.png(64, 48));
      assertThat(upload.statusCode()).as(upload.body()).isEqualTo(201);
      String signed = Http.member(upload.body(), "cloudfrontUrl");
      assertThat(signed)
          .startsWith(
              "https://d111111abcdef8.cloudfront.net/" + Http.member(upload.body(), "s3Key"));
      assertThat(new SignedUrlVerifier("KTEST", KEY.publicKey()).denial(signed, Instant.now()))
          .isEmpty();
      String image = "/api/profile/images/" + Http.member(upload.body(), "id");
      assertThat(http.send("GET", image + "/signed-url").body()).contains("\"expiresIn\":3");
      assertThat(http.send("DELETE", image).statusCode()).isEqualTo(200);
      assertThat(http.send("GET", image).statusCode()).isEqualTo(404);
      assertThat(Http.get(url + "/health/live").statusCode()).isEqualTo(200);
      assertThat(Http.get(url + "/cdn/x").statusCode()).isEqualTo(404);
      assertThat(serve.terminate().exitCode()).isZero();
      assertThat(serve.out().lines()).hasSize(1);
      assertThat(serve.err()).doesNotContain("WARN").doesNotContain("ERROR");
    }
  }

  @Test
  void operatorsAreAnsweredOnTheirOwnPortUntilTheEnd() throws Exception {
    Map<String, String> environment = processes.environment();
    environment.put("ADMIN_PORT", "0");
    // Two commands run meanwhile.
    environment.put("SHUTDOWN_GRACE", "600");
    environment.put("REQUEST_TIMEOUT", "600");
    try (Child serve = processes.start(environment)) {
      String admin = serve.awaitOutput("/metrics and /health on (http://\\S+)");
      String url = ServeProcesses.url(serve);
      await()
          .atMost(PATIENCE)
          .until(() -> ServeProcesses.ready(admin), body -> body.startsWith("200"));
      assertThat(Http.get(admin + "/health/live").statusCode()).isEqualTo(200);
      assertThat(new String(Http.get(admin + "/metrics").body(), StandardCharsets.UTF_8))
          .contains("imagevault_info{version=");
      assertThat(Http.get(admin + "/api/profile/images").statusCode()).isEqualTo(404);
      assertThat(health(admin)).isZero();
      assertThat(health(admin, "--ready")).isZero();
      assertThat(ServeProcesses.ready(url)).startsWith("200");
      assertThat(Http.get(url + "/metrics").statusCode()).isEqualTo(404);
      try (Socket upload = new Socket("127.0.0.1", URI.create(url).getPort())) {
        upload
            .getOutputStream()
            .write(
                ("POST /api/profile/upload-image HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
                        + "Content-Type: multipart/form-data; boundary=x\r\n"
                        + user(url).authorization()
                        + "\r\n\r\n--x")
                    .getBytes(StandardCharsets.US_ASCII));
        await()
            .until(
                () -> new String(Http.get(admin + "/metrics").body(), StandardCharsets.UTF_8),
                metrics -> metrics.matches("(?s).*\nimagevault_http_in_flight 1(\\.0)?\n.*"));
        serve.terminate();
        await()
            .atMost(PATIENCE)
            .until(() -> ServeProcesses.ready(admin), body -> body.startsWith("503"));
        assertThat(Http.get(admin + "/health/live").statusCode()).isEqualTo(200);
        assertThat(health(admin)).isZero();
        assertThat(health(admin, "--ready")).isEqualTo(1);
      }
      assertThat(serve.exitCode()).isZero();
    }
  }

  /** Returns what the command says of the instance with this port for operators. */
  private static int health(String admin, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("health"));
    arguments.addAll(List.of(more));
    String port = Integer.toString(URI.create(admin).getPort());
    try (Child health =
        Child.start(directory, Map.of("ADMIN_PORT", port), arguments.toArray(String[]::new))) {
      return health.exitCode();
    }
  }

  @Test
  void theLevelOfTheLogIsThatOfOurOwnLinesAndNeverOfLibraries() throws Exception {
    for (String level : new String[] {"warn", "debug"}) {
      Map<String, String> environment = processes.environment();
      environment.put("LOG_LEVEL", level);
      try (Child serve = processes.start(environment)) {
        Http http = user(ServeProcesses.url(serve));
        assertThat(http.upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
        assertThat(serve.terminate().exitCode()).isZero();
        assertThat(serve.err())
            .doesNotContain(ServeProcesses.SECRET, processes.storeSecret(), "Credential=");
        if (level.equals("warn")) {
          assertThat(serve.err()).isEmpty();
        } else {
          assertThat(serve.err()).contains("answered");
          assertThat(serve.err().lines())
              .allMatch(line -> line.contains("\"logger\":\"dev.imagevault."));
        }
      }
    }
  }

  /** What is no valid HTTP. */
  private static void refused(String url, String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", URI.create(url).getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void eachRequestIsALineOfJsonThatHoldsNoSecretAndNothingForged() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String userId = "u\u2028{\"level\":\"ERROR\"}\u202e\u00e9";
    Map<String, String> environment = processes.environment();
    environment.put("TRUSTED_PROXIES", "127.0.0.0/8");
    try (Child serve = processes.start(environment)) {
      String url = ServeProcesses.url(serve);
      Http user = user(url, userId);
      var upload =
          user.upload(
              Pictures.png(8, 8),
              "x\u2028forged\u202e.png",
              "X-Request-Id",
              "forged forged",
              "traceparent",
              "00-" + trace + "-00f067aa0ba902b7-01",
              "X-Forwarded-For",
              "6.6.6.6, 198.51.100.1");
      assertThat(upload.statusCode()).as(serve.err()).isEqualTo(201);
      user.send("GET", "/api/profile/images?limit=1&forged=%0Aforged");
      user.send("GET", "/api/profile/images/forged%20forged");
      new Http(url, "forged.forged.forged").send("GET", "/api/profile/images");
      refused(url, "CONNECT /cdn/a.png?Signature=forged HTTP/1.1\r\nHost: x\r\n\r\n");
      refused(url, "GET /api HTTP/1.1\r\nHost: a forged\r\n\r\n");
      refused(url, "GET /api HTTP/1.1\r\nHost: a\r\nHost: Bearer forged\r\n\r\n");
      processes.toS3.cut();
      assertThat(user.upload(Pictures.png(9, 9)).statusCode()).isEqualTo(503);
      assertThat(serve.terminate().exitCode()).isZero();
      String log = serve.err();
      assertThat(log)
          .doesNotContain(
              "forged",
              "Signature",
              "Bearer",
              "a.png",
              ServeProcesses.SECRET,
              processes.storeSecret())
          .doesNotContain(user.authorization().substring("Authorization: Bearer ".length()));
      List<JsonNode> lines = new ArrayList<>();
      for (String line : log.split("\n")) {
        assertThat(line).matches("[ -~]+");
        lines.add(new ObjectMapper().readTree(line));
      }
      List<String> messages = lines.stream().map(line -> line.get("message").asText()).toList();
      assertThat(messages).containsSubsequence("started", "answered", "stopping", "stopped");
      JsonNode started = lines.get(messages.indexOf("started"));
      assertThat(started.get("url").asText()).isEqualTo(url);
      assertThat(started.get("command").asText()).isEqualTo("serve");
      assertThat(started.get("version").asText()).isNotEmpty();
      List<JsonNode> requests =
          lines.stream().filter(line -> line.get("message").asText().equals("answered")).toList();
      assertThat(requests).hasSize(5);
      JsonNode first = requests.get(0);
      assertThat(first.get("level").asText()).isEqualTo("INFO");
      assertThat(first.get("route").asText()).isEqualTo("/api/profile/upload-image");
      assertThat(first.get("status").asInt()).isEqualTo(201);
      assertThat(first.get("durationMs").asDouble()).isPositive();
      assertThat(first.get("bytes").asInt()).isPositive();
      assertThat(first.get("client").asText()).isEqualTo("198.51.100.1");
      assertThat(requests.get(1).get("client").asText()).isEqualTo("127.0.0.1");
      assertThat(first.get("userId").asText()).isEqualTo(userId);
      assertThat(first.get("imageId").asText()).isEqualTo(Http.member(upload.body(), "id"));
      assertThat(first.get("traceId").asText()).isEqualTo(trace);
      assertThat(first.get("requestId").asText())
          .isEqualTo(upload.headers().firstValue("X-Request-Id").orElseThrow());
      assertThat(requests.get(1).get("route").asText()).isEqualTo("/api/profile/images");
      assertThat(requests.get(2).get("code").asText()).isEqualTo("image_not_found");
      assertThat(requests.get(3).has("userId")).isFalse();
      assertThat(lines)
          .anySatisfy(
              line -> {
                assertThat(line.get("level").asText()).isEqualTo("WARN");
                assertThat(line.get("requestId")).isEqualTo(requests.get(4).get("requestId"));
                assertThat(line.get("error").asText()).contains("BackEndException", "\tat ");
              });
    }
  }

  @Test
  void itRecoversByItselfFromOutages() throws Exception {
    try (Child serve = processes.start(processes.environment())) {
      String url = ServeProcesses.url(serve);
      await()
          .atMost(PATIENCE)
          .until(
              () -> ServeProcesses.ready(url),
              "200{\"status\":\"up\",\"database\":\"up\",\"storage\":\"up\"}"::equals);
      for (Fault fault : new Fault[] {Wire::cut, Wire::holdAnswers}) {
        fault.strike(processes.toPostgres);
        await()
            .atMost(PATIENCE)
            .until(() -> ServeProcesses.ready(url), body -> body.startsWith("503"));
        assertThat(user(url).send("GET", "/api/profile/images").body())
            .contains("\"code\":\"database_unavailable\"");
        processes.toPostgres.restore();
        await()
            .atMost(PATIENCE)
            .until(() -> ServeProcesses.ready(url), body -> body.startsWith("200"));
        await()
            .atMost(PATIENCE)
            .until(() -> user(url).send("GET", "/api/profile/images").statusCode(), s -> s == 200);
      }
      processes.toS3.cut();
      await()
          .atMost(PATIENCE)
          .until(
              () -> ServeProcesses.ready(url),
              "200{\"status\":\"up\",\"database\":\"up\",\"storage\":\"down\"}"::equals);
      assertThat(user(url).upload(Pictures.png(8, 8)).body())
          .contains("\"code\":\"storage_unavailable\"");
    }
  }

  @Test
  void aStoreThatHangsHoldsUpNoDeletesAndNoReads() throws Exception {
    int many = 150;
    try (Child serve = processes.start(processes.environment())) {
      String url = ServeProcesses.url(serve);
      Http http = user(url, "hanging");
      List<CompletableFuture<String>> uploads = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        uploads.add(later(() -> Http.member(http.upload(Pictures.png(8, 8)).body(), "id")));
      }
      List<String> ids = uploads.stream().map(CompletableFuture::join).toList();
      processes.toS3.holdAnswers();
      List<CompletableFuture<Integer>> deletes = new ArrayList<>();
      for (String id : ids) {
        deletes.add(later(() -> http.send("DELETE", "/api/profile/images/" + id).statusCode()));
      }
      assertThat(http.send("GET", "/api/profile/images?limit=1").statusCode()).isEqualTo(200);
      assertThat(deletes.stream().map(CompletableFuture::join))
          .hasSize(many)
          .allMatch(status -> status == 200);
      assertThat(http.send("GET", "/api/profile/images").body()).contains("\"data\":[]");
      processes.toS3.restore();
      assertThat(serve.terminate().exitCode()).isZero();
    }
  }

  private static <T> CompletableFuture<T> later(Callable<T> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return request.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        CROWD);
  }
}
