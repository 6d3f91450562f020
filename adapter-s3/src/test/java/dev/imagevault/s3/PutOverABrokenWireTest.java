package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What a put concludes where no answer comes back. */
@Timeout(60)
class PutOverABrokenWireTest extends PutFixture {

  @Test
  void aHangIsUnknown() throws IOException {
    serve(WireServer.hang());
    assertThat(failedPut(SHORT).failure()).isEqualTo(Failure.UNKNOWN);
  }

  @Test
  void aStoreThatStopsReadingIsGivenUp() throws IOException {
    serve(WireServer.stopReadingAfter(1000));
    assertThat(failedPut(SHORT).failure()).isEqualTo(Failure.UNKNOWN);
  }

  @Test
  void aStoreThatStaysSilentIsNotAskedAgain() throws IOException {
    serve(WireServer.hang(), WireServer.status(200));
    try (S3Client client =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(SHORT))
            .endpointOverride(server.connection().endpoint().orElseThrow())
            .region(Region.EU_WEST_1)
            .credentialsProvider(server.connection().credentials())
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build()) {
      assertThat(failedPut(storage(client), LONG).failure()).isEqualTo(Failure.UNKNOWN);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aTimeoutLeavesNoInterruptBehind() throws IOException {
    serve(WireServer.hang());
    try (S3Client client = server.connection().newClient()) {
      S3ImageStorage storage = storage(client);
      IntStream.range(0, 20)
          .forEach(
              i -> {
                failedPut(storage, Duration.ofMillis(20 + i));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              });
    }
  }

  @Test
  void anInterruptOfTheCallerEndsThePutAndStays() throws IOException {
    serve(WireServer.hang());
    Thread.currentThread().interrupt();
    BackEndException e = failedPut(LONG);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.failure()).isEqualTo(Failure.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20, 8 << 20})
  void aResetIsUnknownAndNeverRepeated(long bytesRead) throws IOException {
    serve(WireServer.resetAfter(bytesRead), WireServer.status(200));
    assertThat(failedPut(LONG).failure()).isEqualTo(Failure.UNKNOWN);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aRefusedConnectionIsUnavailable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (S3Client client = WireServer.connection(port).newClient()) {
      assertThat(failedPut(storage(client), LONG).failure()).isEqualTo(Failure.UNAVAILABLE);
    }
  }

  @Test
  void aHostThatNeverAcceptsIsGivenUpInTime() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        S3Client client = WireServer.connection(full.getLocalPort()).newClient()) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      failedPut(storage(client), SHORT);
      assertThat(failedPut(storage(client), LONG).failure()).isEqualTo(Failure.UNAVAILABLE);
    }
  }

  @Test
  void missingCredentialsAreUnavailableAndTellTheProvidersReasons() throws IOException {
    BackEndException e =
        failedPutAs(AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create()));
    assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(e)
        .hasMessageStartingWith("there are no credentials to put an object into bucket photos")
        .hasMessageContaining("aws.accessKeyId");
  }

  @Test
  void aRoleThatMayNotBeAssumedIsNoRefusalOfS3s() throws IOException {
    BackEndException e =
        failedPutAs(
            () -> {
              throw AwsServiceException.builder()
                  .statusCode(403)
                  .message("Not authorized to perform sts:AssumeRole")
                  .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDenied").build())
                  .build();
            });
    assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(e)
        .hasMessageContaining("no credentials")
        .hasMessageContaining("sts:AssumeRole")
        .hasMessageNotContaining("refused");
  }

  /** The wire is whole, and nothing comes over it. */
  private BackEndException failedPutAs(AwsCredentialsProvider credentials) throws IOException {
    serve(WireServer.status(200));
    S3Connection connection =
        new S3Connection(Region.EU_WEST_1, server.connection().endpoint(), credentials);
    try (S3Client client = connection.newClient()) {
      BackEndException e = failedPut(storage(client), LONG);
      assertThat(server.requests()).isEmpty();
      return e;
    }
  }

  @Test
  void aClientWithoutAFreeConnectionDoesNotBlameTheStore() throws Exception {
    serve(WireServer.hang());
    CountDownLatch busy = new CountDownLatch(1);
    try (S3Client client =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(1)
                    .connectionAcquisitionTimeout(Duration.ofMillis(1)))
            .endpointOverride(server.connection().endpoint().orElseThrow())
            .forcePathStyle(true)
            .region(Region.EU_WEST_1)
            .credentialsProvider(server.connection().credentials())
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build()) {
      S3ImageStorage storage = storage(client);
      Thread first =
          new Thread(
              () -> {
                busy.countDown();
                failedPut(storage, LONG);
              });
      first.start();
      busy.await();
      while (server.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      BackEndException e = failedPut(storage, LONG);
      server.close();
      first.join();
      assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
      assertThat(e).hasMessageContaining("all connections to it are in use");
    }
  }

  @Test
  void aHostThatIsNotKnownIsNamed() {
    S3Connection connection =
        new S3Connection(
            Region.EU_WEST_1,
            Optional.of(URI.create("http://nowhere.invalid")),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")));
    try (S3Client client = connection.newClient()) {
      assertThat(failedPut(storage(client), LONG)).hasMessageContaining("nowhere.invalid");
    }
  }
}
