package dev.imagevault.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.fixture.Moto;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.Invalidation;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;

/** Invalidations at an API that others wrote, where this machine has it: Python's moto. */
class MotoTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final DistributionUrl DISTRIBUTION = DistributionUrl.parse("images.example.com");
  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");

  private static Moto moto;
  private static CloudFrontClient client;

  @BeforeAll
  @Timeout(60)
  static void start() throws IOException {
    moto = Moto.start();
    client =
        new CloudFrontConnection(
                Optional.of(moto.url()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .newClient();
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.close();
    }
    if (client != null) {
      client.close();
    }
  }

  @Test
  void anInvalidationIsThereWithItsPaths() {
    String id = createDistribution();
    CloudFrontInvalidation invalidation = new CloudFrontInvalidation(client, id, DISTRIBUTION);
    invalidation.ping(TIMEOUT);
    invalidation.invalidate(Set.of(KEY), TIMEOUT);

    String made =
        client
            .listInvalidations(list -> list.distributionId(id))
            .invalidationList()
            .items()
            .get(0)
            .id();
    Invalidation found =
        client.getInvalidation(get -> get.distributionId(id).id(made)).invalidation();
    assertThat(found.invalidationBatch().paths().items()).containsExactly("/" + KEY);
    assertThat(found.invalidationBatch().callerReference()).startsWith("imagevault-");
  }

  @Test
  void anUnknownDistributionIsRefused() {
    CloudFrontInvalidation unknown = new CloudFrontInvalidation(client, "EUNKNOWN", DISTRIBUTION);
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(() -> unknown.invalidate(Set.of(KEY), TIMEOUT))
        .withMessageContaining("NoSuchDistribution")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED));
  }

  private static String createDistribution() {
    return client
        .createDistribution(
            create ->
                create.distributionConfig(
                    config ->
                        config
                            .callerReference("test")
                            .comment("")
                            .enabled(true)
                            .origins(
                                origins ->
                                    origins
                                        .quantity(1)
                                        .items(
                                            origin ->
                                                origin
                                                    .id("bucket")
                                                    .domainName("images.s3.amazonaws.com")
                                                    .s3OriginConfig(
                                                        s3 -> s3.originAccessIdentity(""))))
                            .defaultCacheBehavior(
                                behavior ->
                                    behavior
                                        .targetOriginId("bucket")
                                        .viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY))))
        .distribution()
        .id();
  }
}
