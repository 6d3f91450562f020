package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.LocalDatabase;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.JwtKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it runs in production, beside a database and a store that are not its own. */
class ServeProcessTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String PEM = CloudFrontKey.generatePem();
  private static final CloudFrontKey KEY = CloudFrontKey.parse("KTEST", PEM);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private static Path directory;

  private static DataDirectory data;
  private static LocalDatabase postgres;
  private static LocalStore s3;
  private static Wire toPostgres;
  private static Wire toS3;

  @BeforeAll
  static void start() throws Exception {
    data = DataDirectory.open(directory.resolve("data"));
    postgres = LocalDatabase.start(data);
    s3 = LocalStore.start(data);
    toPostgres = wireTo(postgres.url());
    toS3 = wireTo(s3.url());
  }

  private static Wire wireTo(String url) throws Exception {
    Wire wire = Wire.listen();
    wire.leadTo(URI.create(url).getPort());
    return wire;
  }

  @AfterAll
  static void stop() throws Exception {
    toS3.close();
    toPostgres.close();
    s3.close();
    postgres.close();
    data.close();
  }

  @BeforeEach
  void mend() {
    toPostgres.restore();
    toS3.restore();
  }

  private static Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "HOST",
            "127.0.0.1",
            "PORT",
            "0",
            "DATABASE_URL",
            postgres.url().replaceFirst(":[0-9]+/", port(toPostgres) + "/"),
            "AWS_REGION",
            "eu-central-1",
            "AWS_S3_BUCKET",
            LocalStore.BUCKET,
            "AWS_ENDPOINT_URL_S3",
            toS3.url(),
            "CLOUDFRONT_DOMAIN",
            "d111111abcdef8.cloudfront.net",
            "CLOUDFRONT_KEY_PAIR_ID",
            "KTEST",
            "CLOUDFRONT_PRIVATE_KEY",
            PEM.replace("\n", "\\n"),
            "JWT_SECRET",
            SECRET));
  }

  private static String port(Wire wire) {
    return ":" + URI.create(wire.url()).getPort();
  }

  /** The credentials come from the file, which is handed to the client all the same. */
  private static Child serve(Map<String, String> environment) throws Exception {
    Files.writeString(
        directory.resolve(".env"),
        "AWS_ACCESS_KEY_ID=%s%nAWS_SECRET_ACCESS_KEY=\"%s\"%nJWT_SECRET=overridden%n"
            .formatted(LocalStore.ACCESS_KEY_ID, s3.secretAccessKey()));
    return Child.start(directory, environment, "serve");
  }

  private static String url(Child serve) {
    return serve.awaitOutput("imagevault listens on (http://\\S+)");
  }

  private static Http user(String url) {
    TokenConfig config =
        new TokenConfig(
            JwtKeys.hs256(SECRET),
            List.of(SECRET),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Http(
        url,
        new TokenMint(config, Clock.systemUTC()).mint(new OwnerId("7"), Duration.ofMinutes(9)));
  }

  private interface Fault {
    void strike(Wire wire) throws Exception;
  }

  private static String ready(String url) throws Exception {
    var response = Http.get(url + "/health/ready");
    return response.statusCode() + new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void anImageIsStoredSignedForListedAndDeletedAndSigtermExitsWithZero() throws Exception {
    try (Child serve = serve(environment())) {
      String url = url(serve);
      Http http = user(url);
      var upload = http.upload(Pictures.png(64, 48));
      assertThat(upload.statusCode()).as(upload.body()).isEqualTo(201);
      String signed = Http.member(upload.body(), "cloudfrontUrl");
      assertThat(signed)
          .startsWith(
              "https://d111111abcdef8.cloudfront.net/" + Http.member(upload.body(), "s3Key"));
      assertThat(new SignedUrlVerifier("KTEST", KEY.publicKey()).denial(signed, Instant.now()))
          .isEmpty();
      String image = "/api/profile/images/" + Http.member(upload.body(), "id");
      assertThat(http.send("GET", image + "/signed-url").body()).contains("\"expiresIn\":3");
      assertThat(http.send("DELETE", image).statusCode()).isEqualTo(200);
      assertThat(http.send("GET", image).statusCode()).isEqualTo(404);
      assertThat(Http.get(url + "/health/live").statusCode()).isEqualTo(200);
      assertThat(Http.get(url + "/cdn/x").statusCode()).isEqualTo(404);
      assertThat(serve.terminate().exitCode()).isZero();
      assertThat(serve.out().lines()).hasSize(1);
      assertThat(serve.err()).doesNotContain("WARN").doesNotContain("ERROR");
    }
  }

  @Test
  void itRecoversByItselfFromOutages() throws Exception {
    try (Child serve = serve(environment())) {
      String url = url(serve);
      await()
          .atMost(PATIENCE)
          .until(
              () -> ready(url),
              "200{\"status\":\"up\",\"database\":\"up\",\"storage\":\"up\"}"::equals);
      for (Fault fault : new Fault[] {Wire::cut, Wire::holdAnswers}) {
        fault.strike(toPostgres);
        await().atMost(PATIENCE).until(() -> ready(url), body -> body.startsWith("503"));
        assertThat(user(url).send("GET", "/api/profile/images").body())
            .contains("\"code\":\"database_unavailable\"");
        toPostgres.restore();
        await().atMost(PATIENCE).until(() -> ready(url), body -> body.startsWith("200"));
        await()
            .atMost(PATIENCE)
            .until(() -> user(url).send("GET", "/api/profile/images").statusCode(), s -> s == 200);
      }
      toS3.cut();
      await()
          .atMost(PATIENCE)
          .until(
              () -> ready(url),
              "200{\"status\":\"up\",\"database\":\"up\",\"storage\":\"down\"}"::equals);
      assertThat(user(url).upload(Pictures.png(8, 8)).body())
          .contains("\"code\":\"storage_unavailable\"");
    }
  }

  @Test
  void everyProblemOfTheConfigurationIsReportedAndNothingIsStarted() throws Exception {
    Map<String, String> environment = environment();
    environment.put("JWT_SECRET", "hunter2");
    environment.put("PORT", "hunter2");
    environment.put("DATABASE_URL", "mysql://root:hunter2@localhost/d");
    environment.put("CLOUDFRONT_PRIVATE_KEY", "hunter2");
    environment.remove("AWS_REGION");
    try (Child serve = serve(environment)) {
      assertThat(serve.exitCode()).isEqualTo(2);
      assertThat(serve.err())
          .contains("JWT_SECRET", "PORT", "DATABASE_URL", "CLOUDFRONT_PRIVATE_KEY", "AWS_REGION")
          .doesNotContain("hunter2")
          .doesNotContain("Exception");
      assertThat(serve.out()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerEndsItInOneLine() throws Exception {
    toPostgres.cut();
    try (Child serve = serve(environment())) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1);
      assertThat(serve.err()).contains("did not answer within 30 seconds", "DATABASE_URL");
    }
  }

  @Test
  void aSignalEndsTheWaitForADatabase() throws Exception {
    Wire silent = wireTo(postgres.url());
    silent.holdAnswers();
    Map<String, String> environment = environment();
    environment.put("DATABASE_URL", postgres.url().replaceFirst(":[0-9]+/", port(silent) + "/"));
    try (silent;
        Child serve = serve(environment)) {
      await().atMost(PATIENCE).until(silent::isUsed);
      assertThat(serve.terminate().exitCode()).isZero();
      assertThat(serve.err()).isEmpty();
    }
  }

  @Test
  void itWaitsForADatabaseThatComesLate() throws Exception {
    toPostgres.cut();
    try (Child serve = serve(environment())) {
      toPostgres.restore();
      assertThat(ready(url(serve))).isNotEmpty();
    }
  }

  @Test
  void itDoesNotRunOnADatabaseThatLacksMigrations() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DATABASE_URL", database("unmigrated", "select 1"));
    environment.put("DB_MIGRATE_ON_START", "false");
    try (Child serve = serve(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1).allMatch(line -> line.contains("run 'migrate'"));
    }
    for (String outcome : new String[] {"is migrated", "has all migrations already"}) {
      try (Child migrate =
          Child.start(
              directory, Map.of("DATABASE_URL", environment.get("DATABASE_URL")), "migrate")) {
        assertThat(migrate.exitCode()).isZero();
        assertThat(migrate.out()).contains(outcome);
      }
    }
    try (Child serve = serve(environment)) {
      assertThat(ready(url(serve))).isNotEmpty();
    }
  }

  @Test
  void aTableOfAnotherServiceIsRefusedInOneLineAndLeftAlone() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DATABASE_URL", database("elsewhere", "create table user_images (id int)"));
    try (Child serve = serve(environment)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err().lines()).hasSize(1).allMatch(line -> line.contains("user_images"));
    }
  }

  /** Returns the URL of a new database in which this was run. */
  private static String database(String name, String sql) throws Exception {
    run(postgres.url(), "create database " + name);
    String url = postgres.url().replaceFirst("[^/]*$", name);
    run(url, sql);
    return url;
  }

  private static void run(String url, String sql) throws Exception {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    try (Connection connection =
            DriverManager.getConnection(
                parsed.jdbcUrl(), parsed.user().orElseThrow(), parsed.password().orElseThrow());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
