package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.app.dev.MachinePostgres;
import dev.imagevault.cloudfront.CloudFrontKey;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The service beside servers that are nobody's embedded ones: moto, and an older PostgreSQL. */
class ForeignPartsProcessTest {

  private static final Pattern RUNNING = Pattern.compile("Running on (http://\\S+)");
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @Test
  void anImageLivesOnMotoAndOnTheMachinesOwnPostgres(@TempDir Path directory) throws Exception {
    Optional<Path> moto = onPath("moto_server");
    assumeTrue(
        moto.isPresent(), "there is no moto_server on this machine (pip install moto[server])");
    Optional<Path> programs = MachinePostgres.find();
    assumeTrue(programs.isPresent(), "there is no PostgreSQL on this machine");

    Path log = directory.resolve("moto.log");
    Process s3 =
        new ProcessBuilder(moto.get().toString(), "-H", "127.0.0.1", "-p", "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (MachinePostgres postgres = new MachinePostgres(programs.get(), directory)) {
      String endpoint =
          await()
              .atMost(Duration.ofMinutes(2))
              .until(
                  () -> {
                    Matcher running = RUNNING.matcher(Files.readString(log));
                    return running.find() ? running.group(1) : "";
                  },
                  found -> !found.isEmpty());
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
    } finally {
      s3.destroy();
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

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
