package com.example.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.ImageVault;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What the host did before, it does beside the vault. */
@QuarkusTest
@QuarkusTestResource(BackEnds.class)
class JournalTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private final HttpClient client = HttpClient.newHttpClient();
  @Inject ImageVault vault;
  @Inject Journal journal;
  @Inject AgroalDataSource database;
  @Inject Flyway flyway;
  @Inject ObjectMapper json;
  @TestHTTPResource URI service;
  ObjectStore store;

  @Test
  void anEntryIsUploadedShownAndDeleted() throws Exception {
    HttpResponse<String> posted = post("/authors/ann/entries", ONE_PIXEL);
    assertEquals(201, posted.statusCode(), posted.body());
    JsonNode shown = json.readTree(get("/authors/ann/entries").body());
    assertEquals(1, shown.size());
    JsonNode entry = shown.get(0);
    assertEquals(json.readTree(posted.body()).get("id"), entry.get("id"));
    assertEquals(1, entry.get("width").asInt());
    String url = entry.get("url").asText();
    assertTrue(url.startsWith(store.endpoint() + "/journal/users/"), url);

    String id = entry.get("id").asText();
    assertEquals(404, delete("/authors/bob/entries/" + id).statusCode());
    assertEquals(204, delete("/authors/ann/entries/" + id).statusCode());
    assertEquals("[]", get("/authors/ann/entries").body());
    assertTrue(store.objects().isEmpty());
  }

  @Test
  void whatIsNoPictureIsRefusedWithAReason() throws Exception {
    HttpResponse<String> refused = post("/authors/cay/entries", new byte[] {1, 2, 3});
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("JPEG"), refused.body());
  }

  @Test
  void anEntryWhoseTransactionRollsBackTakesItsImageAlong() throws SQLException {
    assertThrows(SQLException.class, () -> journal.add("nobody", ONE_PIXEL));
    assertEquals(0, images("nobody"));
    Awaitility.await("a sweep removes its object")
        .atMost(Duration.ofMinutes(1))
        .until(() -> store.objects().keySet().stream().noneMatch(key -> key.contains("/nobody/")));
    journal.add("dan", ONE_PIXEL);
    assertEquals(1, images("dan"));
    assertEquals(1, entries("dan"));
  }

  @Test
  void theHostsMigrationsAreItsOwn() {
    assertEquals(1, flyway.info().applied().length);
    assertEquals(0, flyway.info().pending().length);
  }

  private int images(String author) {
    return vault.list(new OwnerId(author), ImageCursor.NEWEST, 10).images().size();
  }

  private int entries(String author) throws SQLException {
    try (var connection = database.getConnection();
        var query =
            connection.prepareStatement(
                "select count(*) from entries join user_images on id = image where author = ?")) {
      query.setString(1, author);
      var rows = query.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(service.resolve(path)));
  }

  private HttpResponse<String> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(service.resolve(path))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(service.resolve(path)).DELETE());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
  }
}
