package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Direct uploads through the whole service: PostgreSQL, and a store that checks all it is sent. */
class DirectUploadServiceTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Map<String, String> ON =
      Map.of("DIRECT_UPLOADS", "on", "SWEEP_INTERVAL", "1", "MAX_IMAGES_PER_USER", "5");

  private static LocalBackEnds backEnds;

  @BeforeAll
  static void start() throws Exception {
    backEnds = new LocalBackEnds();
  }

  @AfterAll
  static void stop() throws Exception {
    backEnds.close();
  }

  @Test
  void aFileGoesStraightToTheStoreAndBecomesAnImage() throws Exception {
    byte[] file = Pictures.png(9, 7);
    try (RunningService service = new RunningService(backEnds, ON)) {
      Http user = service.user("direct");
      String prepared = prepare(service, user, file.length);
      String complete = path(prepared) + "/complete";
      assertThat(user.send("POST", complete).body()).contains("\"upload_not_received\"");

      assertThat(put(prepared, new byte[file.length + 1])).as("another size").isBetween(400, 499);
      assertThat(put(prepared, file)).isEqualTo(200);
      assertThat(put(prepared, file)).as("a second time").isEqualTo(412);

      HttpResponse<String> stored = user.send("POST", complete);
      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
      assertThat(Http.member(stored.body(), "width")).isEqualTo("9");
      HttpResponse<String> again = user.send("POST", complete);
      assertThat(Http.member(again.body(), "id")).isEqualTo(Http.member(stored.body(), "id"));
      assertThat(user.send("GET", "/api/profile/images").body())
          .contains("\"s3Key\":\"users/direct/images/");

      backEnds.sql(
          "update user_images_uploads set next_deletion_at = now() where status = 'COMPLETED'");
      await().atMost(Duration.ofMinutes(1)).until(() -> incoming("direct") == 0);
      assertThat(service.metrics()).contains("operation=\"complete_upload\"");
    }
  }

  @Test
  void whatIsErasedOrAbandonedLeavesNothing() throws Exception {
    byte[] file = Pictures.png(5, 5);
    try (RunningService service = new RunningService(backEnds, ON)) {
      Http user = service.user("leaver");
      String first = prepare(service, user, file.length);
      assertThat(put(first, file)).isEqualTo(200);
      assertThat(user.send("DELETE", "/api/profile/images?all=true").statusCode()).isEqualTo(202);
      assertThat(user.send("POST", path(first) + "/complete").body())
          .contains("\"upload_not_found\"");
      await().atMost(Duration.ofMinutes(1)).until(() -> incoming("leaver") == 0);

      String second = prepare(service, user, file.length);
      assertThat(put(second, file)).isEqualTo(200);
      backEnds.sql(
          "update user_images_uploads set expires_at = now() - interval '17 minutes',"
              + " next_deletion_at = now() - interval '1 minute' where status = 'PREPARED'");
      await().atMost(Duration.ofMinutes(1)).until(() -> incoming("leaver") == 0);
      assertThat(user.send("POST", path(second) + "/complete").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void unlessTheyAreOnThereAreNone() throws Exception {
    try (RunningService service = new RunningService(backEnds, Map.of())) {
      HttpResponse<String> answer = service.user("1").send("POST", "/api/profile/uploads");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("\"not_found\"");
    }
  }

  private static String prepare(RunningService service, Http user, int size) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + "/api/profile/uploads"))
            .header("Authorization", "Bearer " + user.token())
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString("{\"fileName\":\"a.png\",\"fileSize\":%d}".formatted(size)))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.body();
  }

  private static String path(String prepared) {
    return "/api/profile/uploads/" + Http.member(prepared, "uploadId");
  }

  private static int put(String prepared, byte[] file) throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(Http.member(prepared, "url")))
            .header("If-None-Match", "*")
            .PUT(BodyPublishers.ofByteArray(file))
            .build();
    return CLIENT.send(put, BodyHandlers.discarding()).statusCode();
  }

  private static long incoming(String user) throws Exception {
    Path folder = backEnds.bucket().resolve("incoming").resolve(user);
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
