package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantsTest {

  private static final VaultPolicy POLICY =
      VaultPolicy.DEFAULT.withVariants(
          Stream.of("thumb:16", "display:32:jpeg").map(VariantSpec::parse).toList());

  private final String user = "user-" + UUID.randomUUID();
  private RenderingQueue renderings;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = POLICY;
    renderings = builder.renderings;
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri(path))
        .header("Authorization", "Bearer " + TestServer.token(user));
  }

  private JsonNode data(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return new ObjectMapper().readTree(answer.body()).get("data");
  }

  private JsonNode data(String path) throws Exception {
    return data(server.send(request(path)));
  }

  private HttpResponse<String> upload(String key) throws Exception {
    Form form = new Form().file("image", "a.png", picture());
    return server.send(
        form.post(request("/api/profile/upload-image").header("Idempotency-Key", key)));
  }

  private static byte[] picture() {
    return Pictures.png(3 * 40 * 40);
  }

  private Image store() {
    return server.vault.upload(new OwnerId(user), Upload.of(picture()).named("a.png"));
  }

  private Image rendered() {
    Image image = store();
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    return image;
  }

  private void someoneIsAtWork() {
    renderings.atWork(Set.of(ImageFormat.PNG.mediaType()), Set.of(Encoding.BEST, Encoding.JPEG));
  }

  private void fail() {
    List<Rendering> claimed =
        renderings.claim(
            Set.of(ImageFormat.PNG.mediaType()),
            Set.of(Encoding.BEST, Encoding.JPEG),
            Duration.ofMinutes(1),
            1);
    renderings.settle(claimed.get(0), Outcome.FAILED);
  }

  private String url(Image image, String variant) {
    return server
        .vault
        .sign(server.vault.variant(image.owner(), image.id(), new VariantName(variant)))
        .url();
  }

  private static String path(Image image) {
    return "/api/profile/images/" + image.id();
  }

  private void assertRefused(int status, String code, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void anUploadIsAnsweredBeforeItsVariantsAreMade() throws Exception {
    someoneIsAtWork();
    assertThat(data(upload("a")).get("variants").toString())
        .isEqualTo("{\"thumb\":{\"status\":\"pending\"},\"display\":{\"status\":\"pending\"}}");
  }

  @Test
  void aRepeatOfAnUploadHasTheVariantsThatAreMadeMeanwhile() throws Exception {
    JsonNode first = data(upload("a"));
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    JsonNode repeat = data(upload("a"));
    assertThat(repeat.get("id")).isEqualTo(first.get("id"));
    assertThat(repeat.at("/variants/display/url").asText()).startsWith("https://");
  }

  @Test
  void anImageComesWithAllItsVariants() throws Exception {
    Image image = rendered();
    JsonNode variants = data(path(image)).get("variants");
    JsonNode thumb = variants.get("thumb");
    assertThat(thumb.toString())
        .isEqualTo(
            "{\"status\":\"ready\",\"url\":\"%s\",\"urlExpiresAt\":%s,\"mimeType\":\"image/jpeg\","
                    .formatted(url(image, "thumb"), thumb.get("urlExpiresAt"))
                + "\"width\":16,\"height\":16,\"fileSize\":"
                + thumb.get("fileSize")
                + "}");
    assertThat(thumb.get("urlExpiresAt").asText()).matches("20.*T.*\\.000Z");
    assertThat(thumb.get("fileSize").asLong()).isPositive();
    assertThat(variants.at("/display/url").asText()).isEqualTo(url(image, "display"));
    assertThat(variants.at("/display/width").asInt()).isEqualTo(32);
  }

  @Test
  void aHeadOfAnImageHasTheLengthOfItsVariantsToo() throws Exception {
    Image image = rendered();
    HttpResponse<String> get = server.send(request(path(image)));
    HttpResponse<String> head =
        server.send(request(path(image)).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(get.body().length());
  }

  @Test
  void aListingSignsTheVariantsThatItIsAskedForAlone() throws Exception {
    Image image = rendered();
    JsonNode none = data("/api/profile/images").get(0).get("variants");
    assertThat(none.get("thumb").has("url")).isFalse();
    assertThat(none.get("thumb").has("urlExpiresAt")).isFalse();
    assertThat(none.at("/thumb/width").asInt()).isEqualTo(16);
    JsonNode one = data("/api/profile/images?variants=thumb&limit=1").get(0).get("variants");
    assertThat(one.at("/thumb/url").asText()).isEqualTo(url(image, "thumb"));
    assertThat(one.get("display").has("url")).isFalse();
    JsonNode all = data("/api/profile/images?variants=display,thumb,display").get(0);
    assertThat(all.at("/variants/thumb/url").asText()).isEqualTo(url(image, "thumb"));
    assertThat(all.at("/variants/display/url").asText()).isEqualTo(url(image, "display"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "variants=other",
        "variants=",
        "variants",
        "variants=thumb,",
        "variants=thumb,,display",
        "variants=Thumb",
        "variants=thumb%20",
        "variants=thumb&variants=display"
      })
  void aListingIsNotAskedForVariantsThatThereAreNot(String query) throws Exception {
    assertRefused(
        400, "invalid_request", server.send(request("/api/profile/images?limit=1&" + query)));
    assertRefused(400, "invalid_request", server.send(request("/api/profile/images?" + query)));
    HttpRequest.Builder head =
        request("/api/profile/images?" + query).method("HEAD", BodyPublishers.noBody());
    assertThat(server.send(head).statusCode()).isEqualTo(400);
  }

  @Test
  void whatCannotBeRenderedIsSaid() throws Exception {
    Image image = store();
    JsonNode nobody = data(path(image)).get("variants");
    assertThat(nobody.get("thumb").toString()).isEqualTo("{\"status\":\"unavailable\"}");
    someoneIsAtWork();
    fail();
    JsonNode failed = data("/api/profile/images?variants=thumb").get(0).get("variants");
    assertThat(failed.get("thumb").toString()).isEqualTo("{\"status\":\"failed\"}");
    assertThat(failed.get("display").toString()).isEqualTo("{\"status\":\"failed\"}");
  }

  @Test
  void aVariantsUrlIsSignedByItsName() throws Exception {
    Image image = rendered();
    JsonNode signed = data(path(image) + "/signed-url?variant=display");
    assertThat(signed.get("signedUrl").asText()).isEqualTo(url(image, "display"));
    assertThat(signed.get("expiresIn").asInt()).isBetween(1, 3600);
    assertThat(signed.get("expiresAt").asText()).endsWith(".000Z");
    assertThat(data(path(image) + "/signed-url").get("signedUrl").asText())
        .isEqualTo(server.vault.sign(image).url());
  }

  @Test
  void aVariantThatIsBeingMadeIsAskedForAgainLater() throws Exception {
    someoneIsAtWork();
    HttpResponse<String> answer = server.send(request(path(store()) + "/signed-url?variant=thumb"));
    assertRefused(409, "variant_pending", answer);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aVariantThatIsNeverMadeIsNotFound() throws Exception {
    Image image = store();
    String url = path(image) + "/signed-url?variant=thumb";
    assertRefused(404, "variant_not_found", server.send(request(url)));
    someoneIsAtWork();
    fail();
    assertRefused(404, "variant_not_found", server.send(request(url)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "", "Thumb", "thumb%00", "../thumb", "thumb,display"})
  void aNameThatNothingHasIsNotFound(String name) throws Exception {
    String query = "/signed-url?variant=" + name;
    assertRefused(404, "variant_not_found", server.send(request(path(rendered()) + query)));
    assertRefused(404, "image_not_found", server.send(request("/api/profile/images/999" + query)));
  }

  @Test
  void oneVariantIsAskedForAtATime() throws Exception {
    String query = "/signed-url?variant=thumb&variant=thumb";
    assertRefused(400, "invalid_request", server.send(request(path(rendered()) + query)));
  }

  @ParameterizedTest
  @CsvSource({"thumb", "other", "''"})
  void nobodySeesTheVariantsOfAnother(String name) throws Exception {
    Image image = rendered();
    String url = path(image) + "/signed-url?variant=" + name;
    assertRefused(404, "image_not_found", server.send(server.request(url)));
    assertRefused(404, "image_not_found", server.get(path(image)));
    assertThat(server.get("/api/profile/images?variants=thumb").body()).contains("\"data\":[]");
    HttpResponse<String> nobody = server.send(HttpRequest.newBuilder(server.uri(url)));
    assertRefused(401, "unauthorized", nobody);
  }

  @Test
  void aDeletedImageHasNoVariants() throws Exception {
    Image image = rendered();
    server.vault.delete(image.owner(), image.id());
    assertRefused(
        404, "image_not_found", server.send(request(path(image) + "/signed-url?variant=thumb")));
  }

  @Test
  void aServerThatMakesNoneMentionsNone() throws Exception {
    try (TestServer plain = TestServer.start()) {
      HttpResponse<String> uploaded = plain.upload(picture());
      assertThat(uploaded.statusCode()).isEqualTo(201);
      assertThat(uploaded.body()).doesNotContain("variants");
      String path = uploaded.headers().firstValue("Location").orElseThrow();
      assertThat(plain.get(path).body()).doesNotContain("variants");
      assertThat(plain.get("/api/profile/images").body()).doesNotContain("variants");
      assertRefused(400, "invalid_request", plain.get("/api/profile/images?variants=thumb"));
      assertRefused(404, "variant_not_found", plain.get(path + "/signed-url?variant=thumb"));
    }
  }
}
