package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.s3.WireServer.Request;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/** What a put sends, and what it concludes from what is answered. */
@Timeout(60)
class PutOverTheWireTest extends PutFixture {

  private static final S3Bucket WITHOUT_CHECKSUMS =
      new S3Bucket(
          "photos",
          Optional.empty(),
          RequestChecksumCalculation.WHEN_REQUIRED,
          ResponseChecksumValidation.WHEN_REQUIRED);

  @Test
  void aPutSendsWhatAnEdgeAndTheStoreNeedToKnow() throws IOException {
    serve(WireServer.status(200));
    put(LONG);
    Request request = server.requests().get(0);
    assertThat(request.line()).isEqualTo("PUT /photos/" + KEY + " HTTP/1.1");
    assertThat(request.headers())
        .containsEntry("content-type", "image/png")
        .containsEntry("cache-control", "max-age=31536000, immutable")
        .containsEntry("content-length", "8388608")
        .containsEntry(
            "x-amz-checksum-sha256",
            Base64.getEncoder().encodeToString(BYTES.sha256().toByteArray()))
        .doesNotContainKeys("x-amz-acl", "content-encoding", "transfer-encoding", "x-amz-trailer");
  }

  @Test
  void theSignatureCoversTheChecksumInsteadOfAnotherHashOfTheBody() throws IOException {
    serve(WireServer.status(200));
    put(LONG);
    Request request = server.requests().get(0);
    assertThat(request.headers()).containsEntry("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    assertThat(request.headers().get("authorization"))
        .containsPattern("SignedHeaders=[a-z0-9;-]*;x-amz-checksum-sha256;");
  }

  @Test
  void anEndpointIsAddressedByPathWhateverItsName() throws IOException {
    serve(WireServer.status(200));
    S3Connection byAddress = server.connection();
    URI endpoint = byAddress.endpoint().orElseThrow();
    S3Connection byName =
        new S3Connection(
            byAddress.region(),
            Optional.of(URI.create("http://localhost:" + endpoint.getPort())),
            byAddress.credentials());
    try (S3Client client = byName.newClient()) {
      storage(client).put(KEY, ImageFormat.PNG.mediaType(), BYTES, LONG);
    }
    assertThat(server.requests().get(0).line()).startsWith("PUT /photos/");
  }

  @Test
  void anAclIsSentOnlyWhenAskedFor() throws IOException {
    serve(WireServer.status(200));
    try (S3Client client = server.connection().newClient()) {
      new S3ImageStorage(client, new S3Bucket("photos", Optional.of(ObjectCannedACL.PRIVATE)))
          .put(KEY, ImageFormat.PNG.mediaType(), BYTES, LONG);
    }
    assertThat(server.requests().get(0).headers()).containsEntry("x-amz-acl", "private");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429})
  void aPutThatWasAnsweredNotNowIsRepeated(int status) throws IOException {
    serve(WireServer.status(status), WireServer.error(503, "SlowDown"), WireServer.status(200));
    put(LONG);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aLongSlowDownIsUnavailable() throws IOException {
    serve(WireServer.error(503, "SlowDown"));
    BackEndException e = failedPut(LONG);
    assertThat(e.failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(e).hasMessageContaining("photos").hasMessageContaining("SlowDown");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void aServerErrorLeavesTheOutcomeUnknown() throws IOException {
    serve(WireServer.error(500, "InternalError"));
    assertThat(failedPut(LONG).failure()).isEqualTo(Failure.UNKNOWN);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void anUnknownOutcomeStaysUnknownWhateverTheRepeatIsAnswered() throws IOException {
    serve(WireServer.error(500, "InternalError"), WireServer.error(403, "AccessDenied"));
    assertThat(failedPut(LONG).failure()).isEqualTo(Failure.UNKNOWN);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aRefusalNamesTheBucketAndTheRightThatIsMissing() throws IOException {
    serve(WireServer.error(403, "AccessDenied"));
    BackEndException e = failedPut(LONG);
    assertThat(e.backEnd()).isEqualTo(BackEnd.STORAGE);
    assertThat(e.failure()).isEqualTo(Failure.REFUSED);
    assertThat(e).hasMessageContaining("photos").hasMessageContaining("s3:PutObject");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "403, SignatureDoesNotMatch, check the access key id",
    "400, ExpiredToken, renew the session's credentials",
    "301, PermanentRedirect, set the region to the bucket's own",
    "404, NoSuchBucket, create the bucket",
    "400, AccessControlListNotSupported, send no canned ACL",
    "400, AuthorizationHeaderMalformed, set the region to the bucket's own",
    "403, RequestExpired, set this machine's clock",
    "501, NotImplemented, AWS_REQUEST_CHECKSUM_CALCULATION=when_required",
    "400, InvalidArgument, check the endpoint and the bucket"
  })
  void aRefusalSaysItsRemedy(int status, String code, String remedy) throws IOException {
    serve(WireServer.error(status, code));
    BackEndException e = failedPut(LONG);
    assertThat(e.failure()).isEqualTo(Failure.REFUSED);
    assertThat(e)
        .hasMessageContaining(code)
        .hasMessageContaining(remedy)
        .hasMessageEndingWith("S3 says: no");
  }

  @Test
  void aRefusalTellsWhereTheBucketIs() throws IOException {
    serve(WireServer.error(301, "PermanentRedirect", "x-amz-bucket-region: ap-south-1"));
    assertThat(failedPut(LONG)).hasMessageContaining("it is in ap-south-1");
  }

  @Test
  void aStoreThatRefusesChecksumsIsToldFromOthersByItsWords() throws IOException {
    serve(
        WireServer.answer(
            400,
            "<Error><Code>InvalidArgument</Code><Message>Unsupported header"
                + " 'x-amz-checksum-sha256' received for this API call.</Message></Error>"));
    assertThat(failedPut(LONG))
        .hasMessageContaining("AWS_REQUEST_CHECKSUM_CALCULATION=when_required")
        .hasMessageContaining("Unsupported header");
  }

  @Test
  void aRefusalThatMayNotBeTheStoresSaysSo() throws IOException {
    serve(WireServer.answer(403, "<html>blocked</html>", "Content-Type: text/html"));
    assertThat(failedPut(LONG)).hasMessageContaining("check that the endpoint is the store's");
  }

  @Test
  void aPutWithoutChecksumIsVerifiedByItsSignedHash() throws IOException {
    serve(WireServer.status(200));
    try (S3Client client = server.connection().newClient()) {
      new S3ImageStorage(client, WITHOUT_CHECKSUMS)
          .put(KEY, ImageFormat.PNG.mediaType(), BYTES, LONG);
    }
    Request request = server.requests().get(0);
    assertThat(request.headers())
        .containsEntry("x-amz-content-sha256", BYTES.sha256().toString())
        .containsEntry("content-length", "8388608")
        .doesNotContainKeys("content-encoding", "transfer-encoding", "x-amz-trailer");
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.startsWith("x-amz-checksum") || name.startsWith("x-amz-sdk-check"));
    assertThat(request.headers().get("authorization")).contains(";x-amz-content-sha256;");
  }

  @Test
  void aReadWithoutChecksumAsksForNone() throws IOException {
    serve(WireServer.error(404, "NoSuchKey"));
    try (S3Client client = server.connection().newClient()) {
      new S3ImageStorage(client, WITHOUT_CHECKSUMS).open(KEY);
      storage(client).open(KEY);
    }
    assertThat(server.requests().get(0).headers()).doesNotContainKey("x-amz-checksum-mode");
    assertThat(server.requests().get(1).headers()).containsEntry("x-amz-checksum-mode", "ENABLED");
  }

  @Test
  void aSkewedClockIsCorrectedByTheAnswer() throws IOException {
    serve(
        WireServer.error(403, "RequestTimeTooSkewed", "Date: Tue, 01 Jan 2030 00:00:00 GMT"),
        WireServer.status(200));
    try {
      put(LONG);
    } finally {
      // The SDK corrects the clock of every client in the process.
      SdkGlobalTime.setGlobalTimeOffset(0);
    }
    assertThat(server.requests().get(1).headers().get("x-amz-date")).startsWith("203001");
  }

  @Test
  void aClientThatRetriesByItselfIsRefused() {
    try (S3Client client = S3Client.builder().region(Region.EU_WEST_1).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> storage(client))
          .withMessageContaining("doNotRetry");
    }
  }
}
