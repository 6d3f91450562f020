package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.fixture.Moto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What an operator does who wants to know whether a set-up is sound, or why it is not. */
@Tag("commands")
class DoctorProcessTest {

  @TempDir private static Path directory;

  private static Child dev;
  private static String url;
  private static Properties parts;

  @BeforeAll
  static void start() throws Exception {
    dev = Child.start(directory, Map.of("PORT", "0"), "dev");
    url = dev.awaitOutput("imagevault listens on (http://\\S+)");
    dev.awaitOutput("(curl )");
    parts = new Properties();
    try (var reader =
        Files.newBufferedReader(directory.resolve(".imagevault/running.properties"))) {
      parts.load(reader);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (dev != null) {
      dev.close();
    }
  }

  /** Returns the running dev's parts, as serve is told of them. */
  private static Map<String, String> environment() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("DATABASE_URL", parts.getProperty("database.url"));
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_S3_BUCKET", LocalStore.BUCKET);
    environment.put("AWS_ENDPOINT_URL_S3", parts.getProperty("store.url"));
    environment.put("AWS_ACCESS_KEY_ID", LocalStore.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", parts.getProperty("store.secret"));
    environment.put("CLOUDFRONT_DOMAIN", url + "/cdn");
    environment.put("CLOUDFRONT_KEY_PAIR_ID", "KIMAGEVAULTDEV");
    environment.put(
        "CLOUDFRONT_PRIVATE_KEY",
        Files.readString(directory.resolve(".imagevault/cloudfront-private-key.pem")));
    environment.put("JWT_SECRET", LocalBackEnds.SECRET);
    return environment;
  }

  private static void leavesNothingAndTellsNothing(Child doctor) throws Exception {
    assertThat(doctor.out() + doctor.err())
        .doesNotContain("Signature=")
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(LocalBackEnds.SECRET)
        .doesNotContain(parts.getProperty("store.secret"))
        .doesNotContain(password());
    try (Stream<Path> files = Files.walk(directory.resolve(".imagevault/s3"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".png"))).isEmpty();
    }
  }

  private static String password() {
    return DatabaseUrl.parse(parts.getProperty("database.url")).password().orElseThrow();
  }

  private static void fails(Map<String, String> environment, String... texts) throws Exception {
    try (Child doctor = Child.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isEqualTo(1);
      assertThat(doctor.out().lines().filter(line -> line.startsWith("✗")))
          .singleElement()
          .asString()
          .contains(texts);
      leavesNothingAndTellsNothing(doctor);
    }
  }

  @Test
  void aRunningDevIsSound() throws Exception {
    try (Child doctor = Child.start(directory, Map.of("LC_ALL", "C.UTF-8"), "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
      assertThat(doctor.out().lines())
          .hasSizeGreaterThan(12)
          .allMatch(line -> line.matches("[✓–] [a-zA-Z ]+  \\S.*"))
          .anyMatch(line -> line.matches("✓ signing key +KIMAGEVAULTDEV, RSA, .*[0-9a-f]{64}.*"))
          .anyMatch(line -> line.matches("✓ database +PostgreSQL .*"))
          .anyMatch(line -> line.matches("✓ clock .*"))
          .anyMatch(line -> line.matches("✓ read .*same bytes, as image/png"))
          .anyMatch(line -> line.matches("✓ signed GET +200 .*"))
          .anyMatch(line -> line.matches("✓ unsigned GET +403"))
          .anyMatch(line -> line.matches("✓ delete .*"))
          .anyMatch(line -> line.matches("[✓–] variants +.*render.*"))
          .anyMatch(line -> line.matches("✓ other size +4.., refused"))
          .anyMatch(line -> line.matches("✓ direct upload +15 bytes .*"))
          .anyMatch(line -> line.matches("✓ second put +412, .*"))
          .anyMatch(line -> line.matches("✓ incoming GET +404 .*"));
      leavesNothingAndTellsNothing(doctor);
    }
  }

  @Test
  void everyOriginIsAskedFor() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DIRECT_UPLOADS", "on");
    environment.put("CORS_ORIGINS", "https://a.example,https://b.example");
    try (Child doctor = Child.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
      assertThat(doctor.out())
          .containsPattern("✓ preflight +pages of https://a.example may send")
          .containsPattern("✓ preflight +pages of https://b.example may send");
      leavesNothingAndTellsNothing(doctor);
    }
  }

  @Test
  void aStoreThatClientsCannotReachIsNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DIRECT_UPLOADS", "on");
    environment.put("DIRECT_UPLOAD_ENDPOINT", "http://127.0.0.1:1");
    fails(environment, "direct upload", "cannot be reached", "DIRECT_UPLOAD_ENDPOINT");
  }

  @Test
  void whatAStoreDoesNotEnforceIsNamed() throws Exception {
    try (Moto moto = Moto.start()) {
      Map<String, String> environment = environment();
      environment.put("DIRECT_UPLOADS", "on");
      environment.put("CORS_ORIGINS", "https://a.example");
      environment.put("CLOUDFRONT_DOMAIN", "http://127.0.0.1:1");
      environment.put("AWS_ENDPOINT_URL_S3", moto.url().toString());
      try (S3Client client =
          AppConfig.read(new Environment(environment)).store().connection().newClient()) {
        client.createBucket(bucket -> bucket.bucket(LocalStore.BUCKET));
        try (Child doctor = Child.start(directory, environment, "doctor")) {
          assertThat(doctor.exitCode()).isEqualTo(1);
          assertThat(doctor.out())
              .containsPattern("✓ direct upload")
              .containsPattern("– other size .*does not refuse")
              .containsPattern("✗ other key .*verifies no signatures");
        }
        assertThat(client.listObjectsV2(list -> list.bucket(LocalStore.BUCKET)).contents())
            .isEmpty();
      }
    }
  }

  @Test
  void aServiceOfTheEnvironmentIsToldInJsonToo() throws Exception {
    try (Child doctor = Child.start(directory, environment(), "doctor", "--json")) {
      assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
      JsonNode findings = new ObjectMapper().readTree(doctor.out());
      assertThat(findings).hasSizeGreaterThan(12);
      for (JsonNode finding : findings) {
        assertThat(finding.get("status").asText()).isIn("ok", "unchecked");
        assertThat(finding.get("check").asText()).isNotEmpty();
        assertThat(finding.get("detail").asText()).isNotEmpty();
      }
      leavesNothingAndTellsNothing(doctor);
    }
  }

  @Test
  void variantsAreReallyRenderedByWhoMakesThem() throws Exception {
    Installed.assume("setpriv", "util-linux");
    Map<String, String> environment = environment();
    environment.put("VARIANTS", "thumb:400");
    environment.put("VARIANT_ENGINE", "jdk");
    environment.put("VARIANT_ISOLATION", "best");
    Map<String, String> others = new HashMap<>(environment);
    others.put("VARIANT_WORKERS", "0");
    try (Child doctor = Child.start(directory, environment, "doctor");
        Child ofOthers = Child.start(directory, others, "doctor")) {
      assertThat(ofOthers.exitCode()).isBetween(0, 1);
      // The dev that runs here is one of them, once it has tried its engine.
      assertThat(ofOthers.out())
          .containsPattern("(✓ variants .* others render|✗ variants .* run 'render')");
      assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
      assertThat(doctor.out())
          .containsPattern("✓ variants +the JDK renders JPEG, PNG, GIF, isolation")
          .contains("install Debian's libvips-tools");
    }
  }

  @Test
  void aWrongBucketIsNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.put("AWS_S3_BUCKET", "no-such-bucket");
    fails(environment, "bucket", "no-such-bucket", "create the bucket");
  }

  @Test
  void aKeyThatTheEdgeDoesNotTrustIsNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.put("CLOUDFRONT_PRIVATE_KEY", CloudFrontKey.generatePem());
    fails(environment, "signed GET", "403 instead of 200", "key group", "KIMAGEVAULTDEV");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DATABASE_URL", "postgres://u:" + password() + "@127.0.0.1:1/d");
    fails(environment, "database", "127.0.0.1:1/d", "check DATABASE_URL");
  }

  @Test
  void aWrongPasswordIsToldFromADatabaseThatDoesNotAnswer() throws Exception {
    Map<String, String> environment = environment();
    environment.compute("DATABASE_URL", (name, url) -> url.replaceFirst(":[^:@/]*@", ":wrong@"));
    fails(environment, "database", "refuses us", "check user, password");
  }

  @Test
  void aSecretThatCanBeGuessedIsNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.put("JWT_SECRET", "a".repeat(32));
    fails(environment, "JWT_SECRET", "openssl rand");
  }

  @Test
  void keysThatNobodyPublishesAreNamedWithTheRemedy() throws Exception {
    Map<String, String> environment = environment();
    environment.remove("JWT_SECRET");
    environment.put("JWKS_URL", url + "/nothing/here?secret=s3cr3t");
    fails(environment, "tokens", "/nothing/here", "HTTP 404", "JWKS_URL");
  }

  @Test
  void aUrlThatGivesADiscoveryDocumentIsToldWithTheOneToUse() throws Exception {
    try (Foreign provider =
        Foreign.answering(
            url -> "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys-are-here\"}".formatted(url))) {
      String issuer = provider.url();
      Map<String, String> environment = environment();
      environment.remove("JWT_SECRET");
      environment.put("JWKS_URL", issuer + "/.well-known/openid-configuration");
      fails(environment, "tokens", "discovery document", issuer + "/keys-are-here", "JWKS_URL");
    }
  }

  @Test
  void anEdgeCacheIsAskedForAndWhatItRefusesIsNamed() throws Exception {
    try (Foreign cloudFront = Foreign.answering("<InvalidationList/>")) {
      Map<String, String> environment = environment();
      environment.put("CLOUDFRONT_DISTRIBUTION_ID", "EDFDVBD6EXAMPLE");
      environment.put("AWS_ENDPOINT_URL_CLOUDFRONT", cloudFront.url());
      try (Child doctor = Child.start(directory, environment, "doctor")) {
        assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
        assertThat(doctor.out().lines()).anyMatch(line -> line.startsWith("✓ edge cache"));
      }
      cloudFront.status(404);
      fails(environment, "edge cache", "EDFDVBD6EXAMPLE");
    }
  }

  @Test
  void anIncompleteConfigurationIsReportedAsUsual() throws Exception {
    Map<String, String> environment = environment();
    environment.remove("JWT_SECRET");
    try (Child doctor = Child.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).isEqualTo(2);
      assertThat(doctor.out()).isEmpty();
      assertThat(doctor.err()).contains("JWT_SECRET");
    }
  }
}
