package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.app.Http;
import dev.imagevault.javalin.PageFiles;
import io.javalin.Javalin;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health is answered as the OpenAPI document has it. */
class HealthRoutesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AtomicBoolean databaseAnswers = new AtomicBoolean(true);
  private final Probe database =
      new Probe(
          "database",
          Duration.ofMillis(10),
          () -> {
            if (!databaseAnswers.get()) {
              throw new IllegalStateException("nobody answers");
            }
          });
  private final Probe storage = new Probe("storage", Duration.ofSeconds(10), () -> {});
  private Javalin server;

  @BeforeEach
  void start() {
    HealthRoutes health = new HealthRoutes();
    health.probe(database, storage);
    health.serving(() -> true);
    server = Javalin.create(config -> health.mount(config.routes)).start("127.0.0.1", 0);
    await().until(() -> database.up() && storage.up());
  }

  @AfterEach
  void stop() {
    server.stop();
    database.close();
    storage.close();
  }

  @Test
  void aliveIsAnsweredAsDocumented() throws Exception {
    assertAnswers(200, "/health/live");
  }

  @Test
  void readyIsAnsweredAsDocumented() throws Exception {
    assertAnswers(200, "/health/ready");
  }

  @Test
  void unreadyIsAnsweredAsDocumented() throws Exception {
    databaseAnswers.set(false);
    await().until(() -> !database.up());
    assertAnswers(503, "/health/ready");
  }

  private void assertAnswers(int status, String path) throws Exception {
    String url = "http://127.0.0.1:" + server.port() + path;
    HttpResponse<byte[]> answer = Http.get(url);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Http.head(url).statusCode()).isEqualTo(status);
    JsonNode document =
        MAPPER.readTree(
            new String(
                PageFiles.resource(PageFiles.class, "docs/openapi.json"), StandardCharsets.UTF_8));
    JsonNode example =
        document
            .at("/paths/" + path.replace("/", "~1") + "/get/responses/" + status)
            .at("/content/application~1json/example");
    assertThat(MAPPER.readTree(answer.body())).isEqualTo(example);
  }
}
