package com.example.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.ImageVault;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.spring.ImageVaultAutoConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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

  private static final String BOUNDARY = "boundary";

  private static EmbeddedPostgres postgres;
  private static ObjectStore store;

  private final HttpClient client = HttpClient.newHttpClient();
  @LocalServerPort private int port;
  @Autowired private Flyway flyway;

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
    registry.add("imagevault.endpoint", store::endpoint);
    registry.add("imagevault.cloudfront.private-key", CloudFrontKey::generatePem);
  }

  @Test
  void aPictureIsUploadedListedShownAndDeletedByItsOwner() throws Exception {
    HttpResponse<String> uploaded = upload("ann:a", ONE_PIXEL);
    assertThat(uploaded.statusCode()).isEqualTo(201);
    assertThat(store.objects()).hasSize(1);
    assertThat(get("ann:a", "/pictures").body()).contains("\"name\":\"cat.png\"");
    assertThat(get("bob:b", "/pictures").body()).isEqualTo("[]");

    String location = uploaded.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> shown = get("ann:a", location);
    assertThat(shown.statusCode()).isEqualTo(303);
    assertThat(shown.headers().firstValue("Location").orElseThrow())
        .startsWith("https://images.example.org/users/ann/images/")
        .contains("Key-Pair-Id=K2JCJMDEHXQW5F");

    assertThat(delete("bob:b", location).statusCode()).isEqualTo(404);
    assertThat(delete("ann:a", location).statusCode()).isEqualTo(204);
    assertThat(store.objects()).isEmpty();
    assertProblem(get("ann:a", location), 404, "You have no such picture.");
  }

  @Test
  void whoeverIsNotSignedInGetsNothing() throws Exception {
    assertThat(get("ann:b", "/pictures").statusCode()).isEqualTo(401);
  }

  @Test
  void whatIsRefusedIsAProblemWithAReason() throws Exception {
    assertProblem(get("ann:a", "/pictures/none"), 404, "You have no such picture.");
    assertProblem(upload("ann:a", "<svg/>".getBytes(StandardCharsets.UTF_8)), 415, "");
    // By the vault, and by the framework before it.
    assertProblem(upload("ann:a", new byte[(5 << 20) + 1]), 413, "5242880");
    assertProblem(upload("ann:a", new byte[7 << 20]), 413, "Maximum upload size exceeded");
  }

  @Test
  void operatorsSeeTheVault() throws Exception {
    assertThat(upload("bob:b", new byte[0]).statusCode()).isEqualTo(400);
    assertThat(get("ann:a", "/actuator/health").body())
        .contains("\"imagevault\":{\"status\":\"UP\"}");
    assertThat(get("ann:a", "/actuator/metrics/imagevault.uploads?tag=outcome:rejected").body())
        .containsPattern("\"value\":[1-9]");
  }

  /** The application's migrations met an empty schema, and then came the vault's. */
  @Test
  void theApplicationsOwnMigrationsComeFirst() {
    assertThat(flyway.info().applied())
        .extracting(MigrationInfo::getDescription)
        .isEqualTo(List.of("albums"));
  }

  @Test
  void aSchemaThatHasTheVaultsTablesTakesTheApplicationsMigrations() throws Exception {
    DataSource other = emptyDatabase("other");
    assertThat(new Schema(other).migrate()).isTrue();
    FluentConfiguration asHere =
        Flyway.configure().configuration(flyway.getConfiguration()).dataSource(other);
    assertThat(asHere.load().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(new Schema(other).migrate()).isFalse();
  }

  @Test
  void flywayAloneRefusesSuchASchema() throws Exception {
    DataSource other = emptyDatabase("another");
    assertThat(new Schema(other).migrate()).isTrue();
    Flyway strict = Flyway.configure().dataSource(other).load();
    assertThatThrownBy(strict::migrate).hasMessageContaining("baseline");
  }

  @Test
  void theVaultCanHaveASchemaOfItsOwnOrNoneThatItMigrates() throws Exception {
    DataSource other = emptyDatabase("apart");
    ApplicationContextRunner small =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ImageVaultAutoConfiguration.class))
            .withBean(DataSource.class, () -> other)
            .withPropertyValues(
                "imagevault.schema=gallery",
                "imagevault.region=eu-central-1",
                "imagevault.bucket=pictures",
                "imagevault.image-urls=s3");
    Schema gallery = Schema.named("gallery", other);
    small
        .withPropertyValues("imagevault.migrate=false")
        .run(context -> assertThat(gallery.state()).isEqualTo(Schema.State.ABSENT));
    small.run(
        context -> {
          ImageVault vault = context.getBean(ImageVault.class);
          assertThat(vault.all(new OwnerId("ann"))).isEmpty();
          assertThat(gallery.state()).isEqualTo(Schema.State.CURRENT);
          assertThat(new Schema(other).state()).isEqualTo(Schema.State.ABSENT);
        });
  }

  private static DataSource emptyDatabase(String name) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return postgres.getDatabase("postgres", name);
  }

  private HttpResponse<String> upload(String user, byte[] file) throws Exception {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cat.png\"\r\n\r\n")
            .formatted(BOUNDARY)
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(file);
    form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return send(
        request(user, "/pictures")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArray(form.toByteArray())));
  }

  private HttpResponse<String> get(String user, String path) throws Exception {
    return send(request(user, path));
  }

  private HttpResponse<String> delete(String user, String path) throws Exception {
    return send(request(user, path).DELETE());
  }

  private HttpRequest.Builder request(String user, String path) {
    String basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Basic " + basic);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains(detail);
  }
}
