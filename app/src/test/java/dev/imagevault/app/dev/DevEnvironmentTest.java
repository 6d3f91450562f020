package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.config.ConfigException;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.Variable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevEnvironmentTest {

  private static DevEnvironment dev(String... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new DevEnvironment(new Environment(values));
  }

  @Test
  void credentialsOrARegionAloneReplaceNothing() {
    DevEnvironment dev =
        dev(
            "AWS_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "CLOUDFRONT_KEY_PAIR_ID", "K2JCJMDEHXQW5F");
    assertThat(dev.bringsDatabase()).isTrue();
    assertThat(dev.bringsStore()).isTrue();
    assertThat(dev.bringsEdge()).isTrue();
    assertThatCode(dev::checkLocal).doesNotThrowAnyException();
  }

  @Test
  void eachPartIsReplacedByItsVariable() {
    assertThat(dev("DATABASE_URL", "postgres://localhost/d").bringsDatabase()).isFalse();
    assertThat(dev("AWS_S3_BUCKET", "photos").bringsStore()).isFalse();
    assertThat(dev("CLOUDFRONT_DOMAIN", "localhost").bringsEdge()).isFalse();
  }

  @Test
  void theStoresOwnUrlsNeedNoEdge() {
    DevEnvironment dev =
        dev("IMAGE_URLS", "s3", "CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net");
    assertThat(dev.bringsEdge()).isFalse();
    assertThat(dev.bringsStore()).isTrue();
    assertThatCode(dev::checkLocal).doesNotThrowAnyException();
  }

  @Test
  void whatLeadsBeyondThisMachineIsNamedAndNotTouched() {
    DevEnvironment dev =
        dev(
            "DATABASE_URL", "postgres://u:hunter2@db.example/d",
            "AWS_S3_BUCKET", "photos",
            "CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net");
    assertThatThrownBy(dev::checkLocal)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("DATABASE_URL and AWS_S3_BUCKET and CLOUDFRONT_DOMAIN")
        .hasMessageContaining("--external")
        .message()
        .doesNotContain("hunter2")
        .doesNotContain("\n");
  }

  @Test
  void partsOnThisMachineAreNotBeyondIt() {
    DevEnvironment dev =
        dev(
            "DATABASE_URL", "postgres://localhost/d",
            "AWS_S3_BUCKET", "photos",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000",
            "CLOUDFRONT_DOMAIN", "http://localhost:8080/cdn");
    assertThatCode(dev::checkLocal).doesNotThrowAnyException();
  }

  @Test
  void whoHandsOutCredentialsMayBeBeyondThisMachine() {
    DevEnvironment dev =
        dev("AWS_S3_BUCKET", "photos", "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000");
    assertThatThrownBy(dev::checkLocal)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
        .hasMessageContaining("--external");
  }

  @Test
  void aDistributionsCacheIsBeyondThisMachineUnlessItsApiIsNot() {
    DevEnvironment aws =
        dev(
            "AWS_S3_BUCKET", "photos",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000",
            "CLOUDFRONT_DOMAIN", "http://localhost:8080/cdn",
            "CLOUDFRONT_DISTRIBUTION_ID", "EDFDVBD6EXAMPLE");
    assertThatThrownBy(aws::checkLocal).hasMessageStartingWith("CLOUDFRONT_DISTRIBUTION_ID leads");
    Environment local =
        aws.environment().with(Variable.AWS_ENDPOINT_URL_CLOUDFRONT, "http://127.0.0.1:9001");
    assertThatCode(new DevEnvironment(local)::checkLocal).doesNotThrowAnyException();
  }

  @Test
  void keysOfTokensAreFetchedFromThisMachineAlone() {
    assertThatThrownBy(dev("JWKS_URL", "https://login.example.com/jwks")::checkLocal)
        .hasMessageStartingWith("JWKS_URL leads beyond this machine");
    assertThatCode(dev("JWKS_URL", "http://localhost:9000/jwks")::checkLocal)
        .doesNotThrowAnyException();
  }
}
