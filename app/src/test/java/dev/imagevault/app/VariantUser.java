package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;

/** A user who looks at variants. */
final class VariantUser {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A machine that does much else takes its time to try an engine, and to render. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final Http http;

  VariantUser(Http http) {
    this.http = http;
  }

  /** Returns the id of an image that they uploaded now. */
  String upload(byte[] image) throws Exception {
    var answer = http.upload(image);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Http.member(answer.body(), "id");
  }

  /** Deletes the image. */
  void delete(String id) throws Exception {
    assertThat(http.send("DELETE", "/api/profile/images/" + id).statusCode()).isEqualTo(200);
  }

  /** Returns what they are told of this variant. */
  JsonNode variant(String id, String name) throws Exception {
    String image = http.send("GET", "/api/profile/images/" + id).body();
    return MAPPER.readTree(image).path("data").path("variants").path(name);
  }

  /** Returns what they are told of this variant, once it has this status. */
  JsonNode awaitVariant(String id, String name, String status) {
    return await()
        .atMost(PATIENCE)
        .until(() -> variant(id, name), said -> said.path("status").asText().equals(status));
  }
}
