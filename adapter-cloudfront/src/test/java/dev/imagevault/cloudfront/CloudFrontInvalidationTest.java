package dev.imagevault.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

@Timeout(60)
class CloudFrontInvalidationTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final DistributionUrl DISTRIBUTION = DistributionUrl.parse("images.example.com");
  private static final ObjectKey FIRST =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");
  private static final ObjectKey SECOND =
      new ObjectKey("users/.w7w/images/1700000000001-AAAAAAAAAAAAAAAAAAAAAA.png");

  private CloudFrontApi api;
  private CloudFrontClient client;

  @BeforeEach
  void start() throws IOException {
    api = new CloudFrontApi();
    client = api.newClient();
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Test
  void oneSignedRequestNamesEachKeysPath() {
    invalidation().invalidate(Set.of(SECOND, FIRST), TIMEOUT);
    assertThat(api.invalidations()).hasSize(1);
    assertThat(api.invalidations().values().iterator().next())
        .containsExactly("/" + SECOND, "/" + FIRST);
    assertThat(api.authorizations())
        .singleElement()
        .asString()
        .matches("AWS4-HMAC-SHA256 Credential=AKIDTEST/\\d+/us-east-1/cloudfront/aws4_request,.*");
  }

  @Test
  void pathsAreThoseThatViewersRequest() {
    new CloudFrontInvalidation(
            client, CloudFrontApi.DISTRIBUTION_ID, DistributionUrl.parse("images.example.com/cdn"))
        .invalidate(Set.of(FIRST), TIMEOUT);
    assertThat(api.invalidations().values()).containsExactly(List.of("/cdn/" + FIRST));
  }

  @Test
  void theCallerReferenceDependsOnThePathsAlone() {
    invalidation().invalidate(Set.of(FIRST), TIMEOUT);
    invalidation().invalidate(Set.of(SECOND), TIMEOUT);
    invalidation().invalidate(Set.of(FIRST, SECOND), TIMEOUT);
    invalidation().invalidate(Set.of(SECOND, FIRST), TIMEOUT);
    assertThat(api.requests()).isEqualTo(4);
    assertThat(api.invalidations().keySet())
        .hasSize(3)
        .allMatch(reference -> reference.matches("imagevault-[0-9a-f]{64}"));
  }

  @Test
  void aLostAnswerIsAskedForAgainAndCostsNothingTwice() {
    api.failNext(api.lostAnswer(), CloudFrontApi.error(500, "InternalError"));
    invalidation().invalidate(Set.of(FIRST), TIMEOUT);
    assertThat(api.requests()).isEqualTo(3);
    assertThat(api.invalidations().values()).containsExactly(List.of("/" + FIRST));
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, REFUSED, cloudfront:CreateInvalidation",
    "403, InvalidClientTokenId, REFUSED, access key",
    "403, SignatureDoesNotMatch, REFUSED, access key",
    "403, ExpiredToken, REFUSED, renew",
    "404, NoSuchDistribution, REFUSED, id",
    "400, BatchTooLarge, REFUSED, check the endpoint and the distribution",
    "400, TooManyInvalidationsInProgress, UNAVAILABLE, later"
  })
  void whatCloudFrontAnswersIsSaidWithARemedy(
      int status, String code, Failure failure, String remedy) {
    api.failNext(CloudFrontApi.error(status, code));
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(() -> invalidation().invalidate(Set.of(FIRST), TIMEOUT))
        .withMessageContaining(code)
        .withMessageContaining(remedy)
        .withMessageNotContainingAny("s3cr3t", FIRST.value())
        .satisfies(
            e -> {
              assertThat(e.backEnd()).isEqualTo(BackEnd.EDGE);
              assertThat(e.failure()).isEqualTo(failure);
            });
    assertThat(api.requests()).isEqualTo(1);
  }

  @Test
  void missingCredentialsAreToldFromAnAnswerThatDidNotCome() {
    CloudFrontConnection connection =
        new CloudFrontConnection(
            Optional.of(URI.create("http://127.0.0.1:1")),
            AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create()));
    try (CloudFrontClient nobody = connection.newClient()) {
      CloudFrontInvalidation invalidation =
          new CloudFrontInvalidation(nobody, CloudFrontApi.DISTRIBUTION_ID, DISTRIBUTION);
      assertThatExceptionOfType(BackEndException.class)
          .isThrownBy(() -> invalidation.invalidate(Set.of(FIRST), TIMEOUT))
          .withMessageStartingWith("there are no credentials to invalidate in distribution")
          .withMessageContaining("aws.accessKeyId")
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE));
    }
  }

  @Test
  void whereAnEarlierAttemptMayHaveWorkedTheOutcomeIsUnknown() {
    api.failNext(
        CloudFrontApi.error(503, "ServiceUnavailable"), CloudFrontApi.error(403, "AccessDenied"));
    assertUnknown(TIMEOUT);
  }

  @Test
  void noAnswerInTimeLeavesTheOutcomeUnknown() {
    api.failNext(exchange -> {});
    assertUnknown(Duration.ofSeconds(1));
  }

  @Test
  void anApiThatIsNotThereLeavesTheOutcomeUnknown() {
    api.close();
    assertUnknown(TIMEOUT);
  }

  @Test
  void aPingSucceedsWhereTheDistributionIsAndCostsNothing() {
    invalidation().ping(TIMEOUT);
    assertThat(api.requests()).isEqualTo(1);
    assertThat(api.invalidations()).isEmpty();
  }

  @Test
  void aPingOfAnotherDistributionSaysSo() {
    CloudFrontInvalidation other = new CloudFrontInvalidation(client, "EOTHER", DISTRIBUTION);
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(() -> other.ping(TIMEOUT))
        .withMessageContaining("EOTHER (NoSuchDistribution, HTTP 404): correct the distribution's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "../secret", "https://secret.cloudfront.net", "E1?secret"})
  void whatIsNoDistributionIdIsRefusedAndNotRepeated(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CloudFrontInvalidation(client, id, DISTRIBUTION))
        .withMessageContaining("distribution id")
        .withMessageNotContaining("secret");
  }

  private CloudFrontInvalidation invalidation() {
    return new CloudFrontInvalidation(client, CloudFrontApi.DISTRIBUTION_ID, DISTRIBUTION);
  }

  private void assertUnknown(Duration timeout) {
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(() -> invalidation().invalidate(Set.of(FIRST), timeout))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.UNKNOWN));
  }
}
