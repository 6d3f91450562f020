package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.render.InstalledEngine.Choice;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.RateLimit;
import dev.imagevault.javalin.telemetry.TrustedProxies;
import dev.imagevault.render.Isolation;
import dev.imagevault.s3.S3Bucket;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;

class AppConfigTest {

  private static final String PEM = CloudFrontKey.generatePem();

  private static final Map<String, String> VALUES =
      Map.of(
          "AWS_REGION", "eu-central-1",
          "AWS_S3_BUCKET", "photos",
          "CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net",
          "CLOUDFRONT_KEY_PAIR_ID", "K2JCJMDEHXQW5F",
          "CLOUDFRONT_PRIVATE_KEY", PEM,
          "JWT_SECRET", "0123456789abcdef0123456789abcdef",
          "DATABASE_URL", "postgres://u:p@localhost/d");

  private static final Environment MINIMAL = new Environment(VALUES);

  @Test
  void theRequiredVariablesSuffice() {
    AppConfig config = AppConfig.read(MINIMAL);
    assertThat(config.policy()).isEqualTo(VaultPolicy.DEFAULT);
    assertThat(config.migrate()).isTrue();
    assertThat(config.sweepInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.edge().orElseThrow().hash()).isEqualTo(SignatureHash.SHA1);
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.server().port()).isEqualTo(8080);
    assertThat(config.server().requestTimeout()).isEqualTo(Duration.ofSeconds(120));
    assertThat(config.server().shutdownGrace()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.server().corsOrigins()).isEmpty();
    assertThat(config.store().bucket().acl()).isEmpty();
  }

  @Test
  void directUploadsAreOffUnlessTheyAreOn() {
    assertThat(AppConfig.read(MINIMAL).store().forClients()).isEmpty();
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("DIRECT_UPLOADS", "on");
    values.put("AWS_ENDPOINT_URL_S3", "http://minio:9000");
    assertThat(
            AppConfig.read(new Environment(values)).store().forClients().orElseThrow().endpoint())
        .contains(URI.create("http://minio:9000"));
    values.put("DIRECT_UPLOAD_ENDPOINT", "https://uploads.example.org");
    AppConfig config = AppConfig.read(new Environment(values));
    assertThat(config.store().forClients().orElseThrow().endpoint())
        .contains(URI.create("https://uploads.example.org"));
    assertThat(config.store().connection().endpoint()).contains(URI.create("http://minio:9000"));
    values.put("DIRECT_UPLOADS", "yes");
    values.put("DIRECT_UPLOAD_ENDPOINT", "uploads");
    assertThatThrownBy(() -> AppConfig.read(new Environment(values)))
        .hasMessageContaining("DIRECT_UPLOADS is neither on nor off")
        .hasMessageContaining("DIRECT_UPLOAD_ENDPOINT is no URL");
  }

  @Test
  void theStoresOwnUrlsNeedNothingOfCloudFront() {
    Map<String, String> values = new HashMap<>(VALUES);
    values.keySet().removeIf(name -> name.startsWith("CLOUDFRONT_"));
    values.put("IMAGE_URLS", "s3");
    values.put("AWS_ENDPOINT_URL_S3", "http://minio:9000");
    values.put("DIRECT_UPLOAD_ENDPOINT", "https://images.example.org");
    values.put("SIGNED_URL_TTL", "604800");
    Environment environment = new Environment(values);
    AppConfig config = AppConfig.read(environment);
    assertThat(config.edge()).isEmpty();
    assertThat(config.store().urls(config.policy().signedUrlTtl()).bucketUrl())
        .isEqualTo(URI.create("https://images.example.org/photos"));
    assertThat(EdgeConfig.ignored(environment)).isEmpty();
  }

  @Test
  void whatCloudFrontNeedsIsIgnoredByTheStoresOwnUrlsAndWhatTheyCannotDoIsRefused() {
    Environment both = MINIMAL.with(Variable.IMAGE_URLS, "S3");
    assertThat(AppConfig.read(both).edge()).isEmpty();
    assertThat(EdgeConfig.ignored(both))
        .containsExactly(
            Variable.CLOUDFRONT_DOMAIN,
            Variable.CLOUDFRONT_KEY_PAIR_ID,
            Variable.CLOUDFRONT_PRIVATE_KEY);
    assertThat(EdgeConfig.ignored(MINIMAL)).isEmpty();
    assertThatThrownBy(
            () ->
                AppConfig.read(
                    both.with(Variable.SIGNED_URL_TTL, "604801")
                        .with(Variable.CLOUDFRONT_DISTRIBUTION_ID, "EDFDVBD6EXAMPLE")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("SIGNED_URL_TTL is over 604800, the 7 days")
        .hasMessageContaining("CLOUDFRONT_DISTRIBUTION_ID is set, but with IMAGE_URLS=s3");
    assertThatThrownBy(() -> AppConfig.read(MINIMAL.with(Variable.IMAGE_URLS, "minio")))
        .hasMessageContaining("IMAGE_URLS is neither cloudfront nor s3");
  }

  @Test
  void everyRequiredVariableThatIsMissingIsNamedAtOnce() {
    assertThatThrownBy(() -> AppConfig.read(new Environment(Map.of())))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(VALUES.keySet());
  }

  @Test
  void everyBadValueIsNamedAtOnceAndNoneIsShown() {
    Map<String, String> bad = new HashMap<>();
    for (Variable variable :
        List.of(
            Variable.AWS_REGION,
            Variable.AWS_ENDPOINT_URL_S3,
            Variable.S3_ACL,
            Variable.LOG_LEVEL,
            Variable.CLOUDFRONT_DOMAIN,
            Variable.CLOUDFRONT_KEY_PAIR_ID,
            Variable.CLOUDFRONT_PRIVATE_KEY,
            Variable.CLOUDFRONT_SIGNATURE_HASH,
            Variable.JWT_SECRET,
            Variable.DATABASE_URL,
            Variable.DB_MIGRATE_ON_START,
            Variable.PORT,
            Variable.MAX_FILE_SIZE,
            Variable.MAX_PIXELS,
            Variable.UPLOAD_MEMORY,
            Variable.STRIP_METADATA,
            Variable.SIGNED_URL_TTL,
            Variable.SIGNED_URL_WINDOW,
            Variable.SWEEP_INTERVAL,
            Variable.SWEEP_DELAY,
            Variable.SHUTDOWN_GRACE,
            Variable.SHUTDOWN_DELAY,
            Variable.IDLE_TIMEOUT,
            Variable.REQUEST_TIMEOUT,
            Variable.PATH_PREFIX,
            Variable.CORS_ORIGINS,
            Variable.CLOUDFRONT_DISTRIBUTION_ID,
            Variable.AWS_ENDPOINT_URL_CLOUDFRONT,
            Variable.IMAGE_URLS,
            Variable.RATE_LIMIT_UPLOADS,
            Variable.MAX_IMAGES_PER_USER,
            Variable.MAX_BYTES_PER_USER,
            Variable.PAGE,
            Variable.VARIANTS,
            Variable.VARIANT_ENGINE,
            Variable.VARIANT_WORKERS,
            Variable.VARIANT_TIMEOUT,
            Variable.VARIANT_MEMORY,
            Variable.VARIANT_ISOLATION)) {
      bad.put(variable.name(), "Hunter2 <secret>");
    }
    assertThatThrownBy(() -> AppConfig.read(new Environment(bad)))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(bad.keySet())
        .contains("AWS_S3_BUCKET is not set")
        .doesNotContainIgnoringCase("Hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 65536",
    "PORT, -1",
    "PORT, 80a",
    "MAX_FILE_SIZE, 0",
    "MAX_FILE_SIZE, 67108865",
    "MAX_FILE_SIZE, 99999999999999999999",
    "MAX_PIXELS, 0",
    "MAX_PIXELS, 1073741825",
    "UPLOAD_MEMORY, 5242879",
    "SIGNED_URL_TTL, 0",
    "SIGNED_URL_TTL, 1h",
    "SIGNED_URL_WINDOW, -1",
    "SWEEP_INTERVAL, 0",
    "SWEEP_DELAY, 2",
    "MAX_IMAGES_PER_USER, -1",
    "MAX_BYTES_PER_USER, lots",
    "VARIANTS, thumb",
    "VARIANTS, 'thumb:400,'",
    "VARIANTS, thumb:15",
    "VARIANTS, thumb:4097",
    "VARIANTS, Thumb:400",
    "VARIANTS, thumb:400:png",
    "VARIANTS, 'thumb:400,display:1600,thumb:200'",
    "VARIANTS, 'a:16,b:16,c:16,d:16,e:16,f:16,g:16,h:16,i:16'",
    "VARIANT_ENGINE, gd",
    "VARIANT_ISOLATION, none",
    "VARIANT_WORKERS, 17",
    "VARIANT_TIMEOUT, 0",
    "VARIANT_TIMEOUT, 301",
    "VARIANT_MEMORY, 268435455",
    "RATE_LIMIT_UPLOADS, 0/m",
    "RATE_LIMIT_UPLOADS, 60",
    "RATE_LIMIT_UPLOADS, 60/w",
    "RATE_LIMIT_UPLOADS, -1/m",
    "CLOUDFRONT_DISTRIBUTION_ID, E-1",
    "SHUTDOWN_DELAY, -1",
    "IDLE_TIMEOUT, 0",
    "REQUEST_TIMEOUT, 0",
    "REQUEST_TIMEOUT, 1.5",
    "STRIP_METADATA, yes",
    "CLOUDFRONT_SIGNATURE_HASH, MD5",
    "CLOUDFRONT_DOMAIN, https://host/?query",
    "S3_ACL, public-read",
    "AWS_REQUEST_CHECKSUM_CALCULATION, never",
    "AWS_RESPONSE_CHECKSUM_VALIDATION, false",
    "JWT_SECRET, 0123456789abcdef0123456789abcde",
    "JWT_SECRET_PREVIOUS, 0123456789abcdef0123456789abcde",
    "JWT_USER_CLAIM, exp",
    "CORS_ORIGINS, https://example.org/path",
    "CORS_ORIGINS, '*'",
    "PATH_PREFIX, media",
    "PATH_PREFIX, /",
    "PATH_PREFIX, /media/",
    "PATH_PREFIX, //media",
    "PATH_PREFIX, /media/..",
    "PATH_PREFIX, '/\"><script>'",
    "PAGE, maybe"
  })
  void aValueOutOfItsRangeIsRefused(Variable variable, String value) {
    assertThatThrownBy(() -> AppConfig.read(MINIMAL.with(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(variable.name());
  }

  @ParameterizedTest
  @CsvSource({
    ", , WHEN_SUPPORTED, WHEN_SUPPORTED",
    "when_required, , WHEN_REQUIRED, WHEN_REQUIRED",
    "WHEN_REQUIRED, when_supported, WHEN_REQUIRED, WHEN_SUPPORTED",
    ", when_required, WHEN_SUPPORTED, WHEN_REQUIRED"
  })
  void checksumsAreSentAndAskedForAsAwssOwnVariablesSay(
      String request,
      String response,
      RequestChecksumCalculation putChecksums,
      ResponseChecksumValidation readChecksums) {
    Environment environment = MINIMAL;
    if (request != null) {
      environment = environment.with(Variable.AWS_REQUEST_CHECKSUM_CALCULATION, request);
    }
    if (response != null) {
      environment = environment.with(Variable.AWS_RESPONSE_CHECKSUM_VALIDATION, response);
    }
    S3Bucket bucket = AppConfig.read(environment).store().bucket();
    assertThat(bucket.putChecksums()).isEqualTo(putChecksums);
    assertThat(bucket.readChecksums()).isEqualTo(readChecksums);
  }

  @Test
  void everyValueIsUsed() {
    AppConfig config =
        AppConfig.read(
            MINIMAL
                .with(Variable.PORT, "0")
                .with(Variable.HOST, "127.0.0.1")
                .with(Variable.MAX_FILE_SIZE, "67108864")
                .with(Variable.MAX_PIXELS, "1073741824")
                .with(Variable.UPLOAD_MEMORY, "100000000")
                .with(Variable.STRIP_METADATA, "false")
                .with(Variable.SIGNED_URL_TTL, "60")
                .with(Variable.SIGNED_URL_WINDOW, "0")
                .with(Variable.SWEEP_INTERVAL, "1")
                .with(Variable.SWEEP_DELAY, "3")
                .with(Variable.SHUTDOWN_GRACE, "0")
                .with(Variable.SHUTDOWN_DELAY, "5")
                .with(Variable.IDLE_TIMEOUT, "620")
                .with(Variable.REQUEST_TIMEOUT, "1")
                .with(Variable.PATH_PREFIX, "/media/v1.0")
                .with(Variable.CORS_ORIGINS, "https://a.example, http://localhost:3000")
                .with(Variable.CLOUDFRONT_SIGNATURE_HASH, "SHA256")
                .with(Variable.DB_MIGRATE_ON_START, "false")
                .with(Variable.S3_ACL, "bucket-owner-full-control")
                .with(Variable.RATE_LIMIT_UPLOADS, "60/m")
                .with(Variable.CLOUDFRONT_DISTRIBUTION_ID, "EDFDVBD6EXAMPLE")
                .with(Variable.AWS_ENDPOINT_URL_CLOUDFRONT, "http://localhost:9000")
                .with(Variable.MAX_IMAGES_PER_USER, "0")
                .with(Variable.MAX_BYTES_PER_USER, "1000000")
                .with(Variable.JWT_USER_CLAIM, "uid")
                .with(Variable.JWT_ISSUER, "me")
                .with(Variable.JWT_AUDIENCE, "you")
                .with(Variable.ADMIN_PORT, "9090")
                .with(Variable.PAGE, "on"));
    assertThat(config.policy())
        .isEqualTo(
            VaultPolicy.DEFAULT
                .withMaxFileSize(67108864)
                .withMaxPixels(1 << 30)
                .withStripMetadata(false)
                .withSignedUrls(Duration.ofMinutes(1), Duration.ZERO)
                .withSweepDelay(Duration.ofSeconds(3))
                .withQuota(new Quota(OptionalLong.of(0), OptionalLong.of(1_000_000))));
    assertThat(config.sweepInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.server())
        .isEqualTo(
            new ServerConfig(
                "127.0.0.1",
                0,
                OptionalInt.of(9090),
                100_000_000,
                Duration.ZERO,
                Duration.ofSeconds(5),
                Duration.ofSeconds(620),
                Duration.ofSeconds(1),
                List.of("https://a.example", "http://localhost:3000"),
                TrustedProxies.NONE,
                "/media/v1.0",
                Optional.of(new RateLimit(60, Duration.ofMinutes(1))),
                true));
    assertThat(config.edge().orElseThrow().hash()).isEqualTo(SignatureHash.SHA256);
    assertThat(config.edge().orElseThrow().cache())
        .contains(
            new EdgeConfig.Cache(
                "EDFDVBD6EXAMPLE", Optional.of(URI.create("http://localhost:9000"))));
    assertThat(config.migrate()).isFalse();
    assertThat(config.store().bucket().acl()).isPresent();
    assertThat(config.tokens().userClaim()).contains("uid");
    assertThat(config.tokens().issuer()).contains("me");
    assertThat(config.tokens().audience()).contains("you");
  }

  @Test
  void nobodysWordOnTheClientCountsUnlessTheProxiesAreNamed() {
    assertThat(AppConfig.read(MINIMAL).server().trustedProxies()).isSameAs(TrustedProxies.NONE);
    AppConfig config = AppConfig.read(MINIMAL.with(Variable.TRUSTED_PROXIES, "10.0.0.0/8, ::1"));
    assertThat(config.server().trustedProxies()).isNotEqualTo(TrustedProxies.NONE);
    assertThatThrownBy(() -> AppConfig.read(MINIMAL.with(Variable.TRUSTED_PROXIES, "0.0.0.0/0")))
        .hasMessageContaining("TRUSTED_PROXIES has a network whose prefix is not a number from 1");
  }

  @Test
  void operatorsHaveAListenerOfTheirOwnOrNone() {
    assertThat(AppConfig.read(MINIMAL).server().adminPort()).isEmpty();
    assertThatThrownBy(
            () ->
                AppConfig.read(
                    MINIMAL.with(Variable.PORT, "9090").with(Variable.ADMIN_PORT, "9090")))
        .hasMessageContaining("ADMIN_PORT is the same as PORT");
    Environment anyTwo = MINIMAL.with(Variable.PORT, "0").with(Variable.ADMIN_PORT, "0");
    assertThat(AppConfig.read(anyTwo).server().adminPort()).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "JWT_PUBLIC_KEY, JWKS_URL",
    "JWKS_URL, JWT_SECRET",
    "JWT_SECRET, JWT_PUBLIC_KEY",
  })
  void tokensComeFromOneSourceAlone(Variable one, Variable other) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    Map<Variable, String> good =
        Map.of(
            Variable.JWT_SECRET,
            "0123456789abcdef0123456789abcdef",
            Variable.JWKS_URL,
            "https://login.example.com/jwks",
            Variable.JWT_PUBLIC_KEY,
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----");
    Environment alone =
        MINIMAL.without(Variable.JWT_SECRET).with(one, String.valueOf(good.get(one)));
    assertThat(AppConfig.read(alone).tokens().secrets().isEmpty())
        .isEqualTo(one != Variable.JWT_SECRET);
    assertThatThrownBy(() -> AppConfig.read(alone.with(other, String.valueOf(good.get(other)))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(one.name())
        .hasMessageContaining(other.name())
        .hasMessageContaining("set one of them");
    if (one != Variable.JWT_SECRET) {
      String previous = "fedcba9876543210fedcba9876543210";
      assertThatThrownBy(() -> AppConfig.read(alone.with(Variable.JWT_SECRET_PREVIOUS, previous)))
          .hasMessageStartingWith("JWT_SECRET_PREVIOUS is set without JWT_SECRET");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JWT_PUBLIC_KEY, hunter2",
    "JWT_PUBLIC_KEY, -----BEGIN PRIVATE KEY-----hunter2-----END PRIVATE KEY-----",
    "JWKS_URL, http://login.example.com/hunter2",
    "JWKS_URL, hunter2 hunter2",
    "JWKS_URL, https://u:hunter2@login.example.com/",
  })
  void aSourceOfTokensThatDoesNotDoIsNamedAndNotShown(Variable variable, String value) {
    Environment environment = MINIMAL.without(Variable.JWT_SECRET).with(variable, value);
    assertThatThrownBy(() -> AppConfig.read(environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(variable.name())
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void credentialsAreHandedOverAsTheyAre() {
    AppConfig config =
        AppConfig.read(
            MINIMAL
                .with(Variable.AWS_ACCESS_KEY_ID, "id")
                .with(Variable.AWS_SECRET_ACCESS_KEY, "secret")
                .with(Variable.AWS_SESSION_TOKEN, "token"));
    AwsCredentials credentials =
        (AwsCredentials) config.store().connection().credentials().resolveCredentials();
    assertThat(credentials).isEqualTo(AwsSessionCredentials.create("id", "secret", "token"));
  }

  @Test
  void halfOfTheCredentialsIsRefused() {
    assertThatThrownBy(
            () -> AppConfig.read(MINIMAL.with(Variable.AWS_SECRET_ACCESS_KEY, "hunter2")))
        .hasMessageStartingWith("AWS_ACCESS_KEY_ID is not set")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void nothingOfASecretIsInAnyDescription() {
    AppConfig config =
        AppConfig.read(
            MINIMAL
                .with(Variable.DATABASE_URL, "postgres://u:hunter2@localhost/d?password=hunter3")
                .with(Variable.AWS_ACCESS_KEY_ID, "hunter4")
                .with(Variable.AWS_SECRET_ACCESS_KEY, "hunter5"));
    assertThat(config.toString())
        .doesNotContain("hunter")
        .doesNotContain(config.tokens().secrets())
        .doesNotContain("PRIVATE KEY");
    assertThat(MINIMAL.toString()).doesNotContain("0123");
  }

  @Test
  void withoutVariantsNobodyMakesAny() {
    AppConfig config = AppConfig.read(MINIMAL);
    assertThat(config.policy().variants()).isEmpty();
    assertThat(config.rendering())
        .isEqualTo(new VariantConfig(Choice.AUTO, List.of(Isolation.SANDBOX), 0, 1L << 30));
    assertThat(AppConfig.read(MINIMAL.with(Variable.VARIANTS, "none")).policy().variants())
        .isEmpty();
  }

  @Test
  void variantsAreMadeAsTheEnvironmentSays() {
    AppConfig config =
        AppConfig.read(MINIMAL.with(Variable.VARIANTS, "thumb:400, display:1600:jpeg,w:16:webp"));
    assertThat(config.policy().variants().stream().map(VariantSpec::toString))
        .containsExactly("thumb:400", "display:1600:jpeg", "w:16:webp");
    assertThat(config.policy().variantTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.rendering().workers()).isOne();
    AppConfig other =
        AppConfig.read(
            MINIMAL
                .with(Variable.VARIANTS, "thumb:4096")
                .with(Variable.VARIANT_ENGINE, "jdk")
                .with(Variable.VARIANT_ISOLATION, "best")
                .with(Variable.VARIANT_WORKERS, "16")
                .with(Variable.VARIANT_TIMEOUT, "300")
                .with(Variable.VARIANT_MEMORY, "2147483648"));
    assertThat(other.rendering())
        .isEqualTo(
            new VariantConfig(
                Choice.JDK, List.of(Isolation.SANDBOX, Isolation.LIMITS), 16, 2L << 30));
    assertThat(other.policy().variantTimeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theJdksEngineNeedsMoreMemory() {
    Environment little = MINIMAL.with(Variable.VARIANT_MEMORY, "1073741823");
    assertThat(AppConfig.read(little).rendering().memory()).isEqualTo(1073741823);
    assertThatThrownBy(() -> AppConfig.read(little.with(Variable.VARIANT_ENGINE, "jdk")))
        .hasMessageContaining("VARIANT_MEMORY is not a whole number from 1073741824");
  }
}
