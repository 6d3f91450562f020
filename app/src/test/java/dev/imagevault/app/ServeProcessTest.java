package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.LocalDatabase;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.JwtKeys;
import java.net.Socket;
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
import java.util.ArrayList;
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
    return user(url, "7");
  }

  private static Http user(String url, String id) {
    TokenConfig config =
        new TokenConfig(
            JwtKeys.hs256(SECRET),
            List.of(SECRET),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Http(
        url, new TokenMint(config, Clock.systemUTC()).mint(new OwnerId(id), Duration.ofMinutes(9)));
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
  void operatorsAreAnsweredOnTheirOwnPortUntilTheEnd() throws Exception {
    Map<String, String> environment = environment();
    environment.put("ADMIN_PORT", "0");
    try (Child serve = serve(environment)) {
      String admin = serve.awaitOutput("/metrics and /health on (http://\\S+)");
      String url = url(serve);
      await().atMost(PATIENCE).until(() -> ready(admin), body -> body.startsWith("200"));
      assertThat(Http.get(admin + "/health/live").statusCode()).isEqualTo(200);
      assertThat(new String(Http.get(admin + "/metrics").body(), StandardCharsets.UTF_8))
          .contains("imagevault_info{version=");
      assertThat(Http.get(admin + "/api/profile/images").statusCode()).isEqualTo(404);
      assertThat(ready(url)).startsWith("200");
      assertThat(Http.get(url + "/metrics").statusCode()).isEqualTo(404);
      try (Socket upload = new Socket("127.0.0.1", URI.create(url).getPort())) {
        upload
            .getOutputStream()
            .write(
                ("POST /api/profile/upload-image HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
                        + "Content-Type: multipart/form-data; boundary=x\r\n"
                        + user(url).authorization()
                        + "\r\n\r\n--x")
                    .getBytes(StandardCharsets.US_ASCII));
        await()
            .until(
                () -> new String(Http.get(admin + "/metrics").body(), StandardCharsets.UTF_8),
                metrics -> metrics.matches("(?s).*\nimagevault_http_in_flight 1(\\.0)?\n.*"));
        serve.terminate();
        await().atMost(PATIENCE).until(() -> ready(admin), body -> body.startsWith("503"));
        assertThat(Http.get(admin + "/health/live").statusCode()).isEqualTo(200);
      }
      assertThat(serve.exitCode()).isZero();
    }
  }

  @Test
  void eachRequestIsALineOfJsonThatHoldsNoSecretAndNothingForged() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String userId = "u\u2028{\"level\":\"ERROR\"}\u202e\u00e9";
    try (Child serve = serve(environment())) {
      String url = url(serve);
      Http user = user(url, userId);
      var upload =
          user.upload(
              Pictures.png(8, 8),
              "x\u2028forged\u202e.png",
              "X-Request-Id",
              "forged forged",
              "traceparent",
              "00-" + trace + "-00f067aa0ba902b7-01");
      assertThat(upload.statusCode()).as(serve.err()).isEqualTo(201);
      user.send("GET", "/api/profile/images?limit=1&forged=%0Aforged");
      user.send("GET", "/api/profile/images/forged%20forged");
      new Http(url, "forged.forged.forged").send("GET", "/api/profile/images");
      toS3.cut();
      assertThat(user.upload(Pictures.png(9, 9)).statusCode()).isEqualTo(503);
      assertThat(serve.terminate().exitCode()).isZero();
      String log = serve.err();
      assertThat(log)
          .doesNotContain("forged", "Signature", "Bearer", "a.png", SECRET, s3.secretAccessKey())
          .doesNotContain(user.authorization().substring("Authorization: Bearer ".length()));
      List<JsonNode> lines = new ArrayList<>();
      for (String line : log.split("\n")) {
        assertThat(line).matches("[ -~]+");
        lines.add(new ObjectMapper().readTree(line));
      }
      List<JsonNode> requests =
          lines.stream().filter(line -> line.get("message").asText().equals("answered")).toList();
      assertThat(requests).hasSize(5);
      JsonNode first = requests.get(0);
      assertThat(first.get("level").asText()).isEqualTo("INFO");
      assertThat(first.get("route").asText()).isEqualTo("/api/profile/upload-image");
      assertThat(first.get("status").asInt()).isEqualTo(201);
      assertThat(first.get("durationMs").asDouble()).isPositive();
      assertThat(first.get("bytes").asInt()).isPositive();
      assertThat(first.get("userId").asText()).isEqualTo(userId);
      assertThat(first.get("imageId").asText()).isEqualTo(Http.member(upload.body(), "id"));
      assertThat(first.get("traceId").asText()).isEqualTo(trace);
      assertThat(first.get("requestId").asText())
          .isEqualTo(upload.headers().firstValue("X-Request-Id").orElseThrow());
      assertThat(requests.get(1).get("route").asText()).isEqualTo("/api/profile/images");
      assertThat(requests.get(2).get("code").asText()).isEqualTo("image_not_found");
      assertThat(requests.get(3).has("userId")).isFalse();
      assertThat(lines)
          .anySatisfy(
              line -> {
                assertThat(line.get("level").asText()).isEqualTo("WARN");
                assertThat(line.get("requestId")).isEqualTo(requests.get(4).get("requestId"));
                assertThat(line.get("error").asText()).contains("BackEndException", "\tat ");
              });
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
