package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.app.dev.MachinePostgres;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.fixture.Moto;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The service beside servers that are nobody's embedded ones: moto, and an older PostgreSQL. */
class ForeignPartsProcessTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @Test
  void anImageLivesOnMotoAndOnTheMachinesOwnPostgres(@TempDir Path directory) throws Exception {
    Optional<Path> programs = MachinePostgres.find();
    assumeTrue(programs.isPresent(), "there is no PostgreSQL on this machine");

    try (Moto moto = Moto.start();
        MachinePostgres postgres = new MachinePostgres(programs.get(), directory)) {
      String endpoint = moto.url().toString();
      Map<String, String> environment = new HashMap<>();
      environment.put("HOST", "127.0.0.1");
      environment.put("PORT", "0");
      environment.put("DATABASE_URL", postgres.url());
      environment.put("AWS_REGION", "us-east-1");
      environment.put("AWS_S3_BUCKET", "photos");
      environment.put("AWS_ENDPOINT_URL_S3", endpoint);
      environment.put("AWS_ACCESS_KEY_ID", "id");
      environment.put("AWS_SECRET_ACCESS_KEY", "secret");
      environment.put("CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net");
      environment.put("CLOUDFRONT_KEY_PAIR_ID", "KTEST");
      environment.put("CLOUDFRONT_PRIVATE_KEY", CloudFrontKey.generatePem());
      environment.put("JWT_SECRET", SECRET);
      try (S3Client client = client(endpoint)) {
        client.createBucket(b -> b.bucket("photos"));
        try (Child serve = Child.start(directory, environment, "serve")) {
          liveOneLife(
              serve.awaitOutput("listens on (http://\\S+)"), environment, directory, client);
          assertThat(serve.terminate().exitCode()).isZero();
        }
      }
    }
  }

  private static void liveOneLife(
      String url, Map<String, String> environment, Path directory, S3Client client)
      throws Exception {
    String token;
    try (Child command =
        Child.start(directory, environment, "token", "--user", "someone@example")) {
      assertThat(command.exitCode()).isZero();
      token = command.out().strip();
    }
    Http http = new Http(url, token);
    byte[] picture = Pictures.png(40, 30);
    var upload = http.upload(picture);
    assertThat(upload.statusCode()).as(upload.body()).isEqualTo(201);
    String key = Http.member(upload.body(), "s3Key");
    assertThat(client.getObjectAsBytes(b -> b.bucket("photos").key(key)).asByteArray())
        .isEqualTo(picture);
    assertThat(client.headObject(b -> b.bucket("photos").key(key)).cacheControl())
        .isEqualTo("max-age=31536000, immutable");
    assertThat(http.send("GET", "/api/profile/images").body()).contains(key);
    String image = "/api/profile/images/" + Http.member(upload.body(), "id");
    assertThat(http.send("DELETE", image).statusCode()).isEqualTo(200);
    // The answer does not wait for the store.
    await().until(() -> client.listObjectsV2(b -> b.bucket("photos")).contents().isEmpty());
  }

  private static S3Client client(String endpoint) {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .build();
  }
}
