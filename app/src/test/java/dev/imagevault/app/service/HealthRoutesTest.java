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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health is answered as the OpenAPI document has it. */
class HealthRoutesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AtomicReference<Health> databaseIs = new AtomicReference<>(Health.UP);
  private final Probe database = new Probe("database", Duration.ofMillis(10), this::ask);
  private final Probe storage = new Probe("storage", Duration.ofSeconds(10), () -> Health.UP);
  private Javalin server;

  @BeforeEach
  void start() {
    HealthRoutes health = new HealthRoutes();
    health.probe(database, storage);
    health.serving(() -> true);
    server = Javalin.create(config -> health.mount(config.routes)).start("127.0.0.1", 0);
    await().until(() -> database.health() == Health.UP && storage.health() == Health.UP);
  }

  private Health ask() {
    Health health = databaseIs.get();
    if (health == Health.DOWN) {
      throw new IllegalStateException("nobody answers");
    }
    return health;
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
    databaseIs.set(Health.DOWN);
    await().until(() -> database.health() == Health.DOWN);
    assertAnswers(503, "/health/ready");
  }

  @Test
  void aDatabaseThatIsReadOnlyIsToldAndReady() throws Exception {
    databaseIs.set(Health.READ_ONLY);
    await().until(() -> database.health() == Health.READ_ONLY);
    HttpResponse<byte[]> answer = Http.get("http://127.0.0.1:" + server.port() + "/health/ready");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(MAPPER.readTree(answer.body()).at("/database").asText()).isEqualTo("read-only");
    assertThat(MAPPER.readTree(answer.body()).at("/status").asText()).isEqualTo("up");
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
