package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.dev.LocalParts;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.javalin.token.JwtKeys;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds a secret does not show it, or a log would sooner or later. */
class SecretsTest {

  private static final String SECRET = "this-is-a-secret-of-32-characters";
  private static final String PEM = CloudFrontKey.generatePem();

  private static final Environment ENVIRONMENT =
      new Environment(
          Map.of(
              "AWS_REGION",
              "eu-central-1",
              "AWS_S3_BUCKET",
              "photos",
              "AWS_ACCESS_KEY_ID",
              "AKIDEXAMPLE",
              "AWS_SECRET_ACCESS_KEY",
              SECRET,
              "AWS_SESSION_TOKEN",
              SECRET,
              "CLOUDFRONT_DOMAIN",
              "d111111abcdef8.cloudfront.net",
              "CLOUDFRONT_KEY_PAIR_ID",
              "K2JCJMDEHXQW5F",
              "CLOUDFRONT_PRIVATE_KEY",
              PEM,
              "JWT_SECRET",
              SECRET,
              "DATABASE_URL",
              "postgres://u:" + SECRET + "@localhost/d"));

  @Test
  void noPartOfTheConfigurationShowsASecret() throws ReflectiveOperationException {
    assertHidden(ENVIRONMENT);
    List<Object> parts = new ArrayList<>();
    collect(AppConfig.read(ENVIRONMENT), parts);
    assertThat(parts).hasSizeGreaterThan(8);
    assertThat(parts).hasAtLeastOneElementOfType(CloudFrontKey.class);
    parts.forEach(SecretsTest::assertHidden);
  }

  @Test
  void nothingThatIsMadeOfASecretShowsIt() {
    assertHidden(JwtKeys.hs256(SECRET));
    assertHidden(new LocalParts("jdbc:" + SECRET, "http://localhost", SECRET, "http://localhost"));
    assertHidden(new SignedUrl("https://a.example/b?Policy=" + SECRET, Instant.EPOCH));
  }

  /** The values of a record that are not mere text or the like, and theirs. */
  private static void collect(Object value, List<Object> parts)
      throws ReflectiveOperationException {
    if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        collect(optional.get(), parts);
      }
    } else if (!value.getClass().getName().startsWith("java.")) {
      parts.add(value);
      if (value instanceof Record) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
          component.getAccessor().setAccessible(true);
          collect(component.getAccessor().invoke(value), parts);
        }
      }
    }
  }

  private static void assertHidden(Object value) {
    assertThat(value.toString())
        .as(value.getClass().getName())
        .doesNotContain(SECRET)
        .doesNotContain(PEM.lines().skip(1).findFirst().orElseThrow());
  }
}
