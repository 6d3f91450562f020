package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that the store shows itself, without an edge in front of it. */
class StoreUrlsProcessTest {

  @TempDir private static Path directory;

  private static void opensWhileItIsWhole(String url, byte[] bytes) throws Exception {
    HttpResponse<byte[]> answer = Http.get(url);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(bytes);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(answer.headers().firstValue("Cache-Control"))
        .contains("max-age=31536000, immutable");
    String changed = url.replaceFirst("Signature=.", "Signature=x");
    assertThat(Http.get(changed).statusCode()).isEqualTo(403);
    assertThat(Http.get(url.substring(0, url.indexOf('?'))).statusCode()).isEqualTo(403);
  }

  @Test
  void aNewcomerSeesImagesAndVariantsWithoutAnEdge() throws Exception {
    Map<String, String> environment =
        Map.of(
            "LC_ALL", "C.UTF-8",
            "PORT", "0",
            "IMAGE_URLS", "s3",
            "CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net",
            "VARIANTS", "thumb:40",
            "VARIANT_ENGINE", "jdk");
    try (Child dev = Child.start(directory, environment, "dev")) {
      String service = dev.awaitOutput("imagevault listens on (http://\\S+)");
      Http http = new Http(service, dev.awaitOutput("Bearer (\\S+)'"));
      assertThat(dev.out()).containsPattern("edge +none, .*presigned");
      assertThat(dev.err()).contains("CLOUDFRONT_DOMAIN is ignored");
      byte[] picture = Pictures.png(120, 60);
      VariantUser user = new VariantUser(http);
      String id = user.upload(picture);
      String shown =
          Http.member(http.send("GET", "/api/profile/images/" + id).body(), "cloudfrontUrl");
      opensWhileItIsWhole(shown, picture);
      JsonNode thumb = user.awaitVariant(id, "thumb", "ready");
      assertThat(Http.get(thumb.path("url").asText()).statusCode()).isEqualTo(200);
      String images = http.send("GET", "/api/profile/images?variants=thumb").body();
      String path = "/api/profile/images/" + id + "/signed-url?variant=thumb";
      String url = Http.member(http.send("GET", path).body(), "signedUrl");
      assertThat(images).contains(url);
      assertThat(Http.get(url).statusCode()).isEqualTo(200);
      assertThat(Http.get(service + "/").headers().firstValue("Content-Security-Policy"))
          .get()
          .asString()
          .contains("img-src 'self' blob: http://" + URI.create(shown).getAuthority() + ";");
      assertThat(Http.get(service + "/cdn/x").statusCode()).isEqualTo(404);
      try (Child doctor =
          Child.start(directory, environment, "doctor", "--data-dir", ".imagevault")) {
        assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
        assertThat(doctor.out())
            .containsPattern("✓ signing key +the store's own")
            .containsPattern("✓ signed GET +200 with the same bytes")
            .containsPattern("✓ changed GET +403")
            .containsPattern("✓ unsigned GET +403")
            .doesNotContain("X-Amz-");
      }
    }
  }

  @Test
  void everyInstanceHandsOutTheSameUrlOfWhereClientsReachTheStore(@TempDir Path elsewhere)
      throws Exception {
    try (ServeProcesses processes = new ServeProcesses(elsewhere);
        Wire ofClients = processes.anotherWireToS3()) {
      Map<String, String> environment = processes.environment();
      environment.keySet().removeIf(name -> name.startsWith("CLOUDFRONT_"));
      environment.put("IMAGE_URLS", "s3");
      environment.put("SIGNED_URL_WINDOW", "1800");
      environment.put("DIRECT_UPLOAD_ENDPOINT", ofClients.url());
      try (Child one = processes.start(environment);
          Child other = processes.start(environment)) {
        Http http = Http.of(ServeProcesses.url(one), ServeProcesses.SECRET, "7");
        byte[] picture = Pictures.png(8, 8);
        String id = Http.member(http.upload(picture).body(), "id");
        String path = "/api/profile/images/" + id + "/signed-url";
        String url = Http.member(http.send("GET", path).body(), "signedUrl");
        assertThat(url).startsWith(ofClients.url() + "/" + processes.databaseName() + "/users/7/");
        opensWhileItIsWhole(url, picture);
        Http there = Http.of(ServeProcesses.url(other), ServeProcesses.SECRET, "7");
        assertThat(Http.member(there.send("GET", path).body(), "signedUrl")).isEqualTo(url);
        http.send("DELETE", "/api/profile/images/" + id);
        await().until(() -> Http.get(url).statusCode() == 404);
        assertThat(one.terminate().exitCode()).isZero();
        assertThat(one.err()).doesNotContain("X-Amz-").doesNotContain("ignored");
      }
    }
  }
}
