package dev.imagevault.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern LISTENING = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final DistributionUrl DISTRIBUTION = DistributionUrl.parse("images.example.com");
  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");

  private static Process moto;
  private static CloudFrontClient client;

  @BeforeAll
  @Timeout(60)
  static void start() throws IOException {
    try {
      moto =
          new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "moto_server is not on this machine");
    }
    client =
        new CloudFrontConnection(
                Optional.of(endpoint()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .newClient();
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.descendants().forEach(ProcessHandle::destroyForcibly);
      moto.destroyForcibly();
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

  private static URI endpoint() throws IOException {
    BufferedReader output = moto.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        // Its log of requests must not fill the pipe.
        Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}));
        drain.setDaemon(true);
        drain.start();
        return URI.create(matcher.group());
      }
      line = output.readLine();
    }
    throw new IOException("moto_server ended without saying where it listens");
  }
}
