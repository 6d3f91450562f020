package com.example.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.cloudfront.CloudFrontKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service: a real PostgreSQL, a store over HTTP, real signatures. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class GalleryApplicationTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static EmbeddedPostgres postgres;
  private static ObjectStore store;

  @LocalServerPort private int port;

  @BeforeAll
  static void startBackEnds() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    postgres = EmbeddedPostgres.start();
    store = new ObjectStore();
  }

  @AfterAll
  static void stopBackEnds() throws IOException {
    store.close();
    postgres.close();
  }

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
    registry.add("imagevault.region", () -> "eu-central-1");
    registry.add("imagevault.bucket", () -> "pictures");
    registry.add("imagevault.endpoint", store::endpoint);
    registry.add("imagevault.cloudfront.domain", () -> "images.example.org");
    registry.add("imagevault.cloudfront.key-pair-id", () -> "K2JCJMDEHXQW5F");
    registry.add("imagevault.cloudfront.private-key", CloudFrontKey::generatePem);
  }

  @Test
  void aPictureIsUploadedShownAndDeleted() throws Exception {
    HttpResponse<String> uploaded =
        send("/members/ann/pictures", "POST", BodyPublishers.ofByteArray(ONE_PIXEL));
    assertThat(uploaded.statusCode()).isEqualTo(201);
    assertThat(store.objects()).hasSize(1);

    String location = uploaded.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> shown = send(location, "GET", BodyPublishers.noBody());
    assertThat(shown.statusCode()).isEqualTo(303);
    assertThat(shown.headers().firstValue("Location").orElseThrow())
        .startsWith("https://images.example.org/users/ann/images/")
        .contains("Key-Pair-Id=K2JCJMDEHXQW5F");

    assertThat(send(location, "DELETE", BodyPublishers.noBody()).statusCode()).isEqualTo(204);
    assertThat(store.objects()).isEmpty();
    assertThat(send(location, "GET", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsNoPictureIsRefused() throws Exception {
    HttpResponse<String> refused =
        send("/members/ann/pictures", "POST", BodyPublishers.ofString("<svg/>"));
    assertThat(refused.statusCode()).isEqualTo(422);
  }

  private HttpResponse<String> send(String path, String method, HttpRequest.BodyPublisher body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/octet-stream")
            .method(method, body)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
