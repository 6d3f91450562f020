package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.VaultPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class S3UrlSignerTest {

  private static final Duration TTL = Duration.ofHours(1);
  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");
  private static final ObjectKey KEY =
      ObjectKey.create(new OwnerId("a b/ü"), "jpg", EXPIRY, new Random(5));
  private static final AwsCredentials LASTING = AwsBasicCredentials.create("AKID", "secret");
  private static final AwsSessionCredentials TEMPORARY =
      AwsSessionCredentials.create("ASIA", "secret", "a/token+with=signs");

  private static S3Connection at(String endpoint, AwsCredentials credentials) {
    return new S3Connection(
        Region.EU_CENTRAL_1, Optional.ofNullable(endpoint).map(URI::create), () -> credentials);
  }

  private static S3UrlSigner signer(AwsCredentials credentials) {
    return new S3UrlSigner(at(null, credentials), new S3Bucket("images"), TTL);
  }

  @ParameterizedTest
  @CsvSource({
    "images, , false",
    "images, , true",
    "images, http://localhost:9000, false",
    "images, https://public.example/minio, true",
    "with.dots, , false",
    "arn:aws:s3:eu-central-1:123456789012:accesspoint/images, , true"
  })
  void itsUrlsAreThoseOfAwssOwnPresigner(String bucket, String endpoint, boolean temporary) {
    S3Connection connection = at(endpoint, temporary ? TEMPORARY : LASTING);
    String theirs = presigned(connection, bucket);
    String date = theirs.replaceFirst(".*X-Amz-Date=([0-9TZ]+).*", "$1");
    Instant signedAt =
        LocalDateTime.parse(date, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
            .toInstant(ZoneOffset.UTC);
    assertThat(
            new S3UrlSigner(connection, new S3Bucket(bucket), TTL)
                .sign(KEY, signedAt.plus(TTL))
                .url())
        .isEqualTo(theirs);
  }

  private static String presigned(S3Connection connection, String bucket) {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .region(connection.region())
            .credentialsProvider(connection.credentials())
            .endpointOverride(connection.endpoint().orElse(null))
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(connection.endpoint().isPresent())
                    .build())
            .build()) {
      return presigner
          .presignGetObject(
              get ->
                  get.signatureDuration(TTL)
                      .getObjectRequest(object -> object.bucket(bucket).key(KEY.value())))
          .url()
          .toExternalForm();
    }
  }

  @Test
  void anImageKeepsItsUrlThroughAWindowOnEveryInstance() {
    VaultPolicy policy = VaultPolicy.DEFAULT;
    Instant begin = policy.urlExpiry(KEY, EXPIRY).minus(policy.signedUrlTtl());
    Instant end = begin.plus(policy.signedUrlWindow()).minusMillis(1);
    String first = signer(LASTING).sign(KEY, policy.urlExpiry(KEY, begin)).url();
    assertThat(signer(LASTING).sign(KEY, policy.urlExpiry(KEY, end)).url())
        .isEqualTo(first)
        // Not signed in the future, which a store may refuse.
        .contains("X-Amz-Date=" + begin.toString().replaceAll("[-:]", ""))
        .contains("X-Amz-Expires=3600");
    assertThat(signer(LASTING).sign(KEY, policy.urlExpiry(KEY, end.plusMillis(1))).url())
        .isNotEqualTo(first);
  }

  @Test
  void aUrlExpiresNoLaterThanItsCredentials() {
    Instant end = EXPIRY.minusSeconds(600);
    SignedUrl url =
        signer(TEMPORARY.toBuilder().expirationTime(end.plusMillis(999)).build()).sign(KEY, EXPIRY);
    assertThat(url.expiresAt()).isEqualTo(end);
    assertThat(url.url()).contains("X-Amz-Expires=3000").contains("X-Amz-Security-Token=");
    SignedUrl longer =
        signer(TEMPORARY.toBuilder().expirationTime(EXPIRY.plusSeconds(1)).build())
            .sign(KEY, EXPIRY);
    assertThat(longer.expiresAt()).isEqualTo(EXPIRY);
  }

  @Test
  void credentialsThatHaveExpiredOrAreMissingSignNothing() {
    S3UrlSigner expired = signer(TEMPORARY.toBuilder().expirationTime(EXPIRY.minus(TTL)).build());
    assertThatThrownBy(() -> expired.sign(KEY, EXPIRY))
        .isInstanceOf(BackEndException.class)
        .hasMessageContaining("expired at 2026-06-01T11:00:00Z")
        .extracting("failure")
        .isEqualTo(BackEndException.Failure.UNAVAILABLE);
    S3Connection nobody =
        new S3Connection(
            Region.EU_CENTRAL_1,
            Optional.empty(),
            () -> {
              throw SdkClientException.create("nobody gives any");
            });
    S3UrlSigner missing = new S3UrlSigner(nobody, new S3Bucket("images"), TTL);
    assertThatThrownBy(() -> missing.sign(KEY, EXPIRY))
        .isInstanceOf(BackEndException.class)
        .hasMessageContaining("no credentials")
        .hasMessageContaining("nobody gives any")
        .extracting("failure")
        .isEqualTo(BackEndException.Failure.UNAVAILABLE);
  }

  @Test
  void aFileThatNobodyHasCheckedIsNeverShown() {
    ObjectKey incoming =
        ObjectKey.incoming(new OwnerId("7"), UploadId.create(EXPIRY, new Random(5)));
    assertThatThrownBy(() -> signer(LASTING).sign(incoming, EXPIRY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCannotBePresignedIsRefusedAtOnce() {
    S3Bucket bucket = new S3Bucket("images");
    for (Duration ttl :
        new Duration[] {Duration.ofMillis(999), S3UrlSigner.LONGEST_LIFE.plusSeconds(1)}) {
      assertThatThrownBy(() -> new S3UrlSigner(at(null, LASTING), bucket, ttl))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("7 days");
    }
    S3Bucket everywhere = new S3Bucket("arn:aws:s3::123456789012:accesspoint/everywhere.mrap");
    assertThatThrownBy(() -> new S3UrlSigner(at(null, LASTING), everywhere, TTL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("everywhere.mrap");
  }

  @Test
  void aStoreOpensExactlyThatObjectToWhoeverHasTheUrlAndToNobodyElse() throws Exception {
    try (EmbeddedS3 server = new EmbeddedS3()) {
      S3Bucket bucket = new S3Bucket(EmbeddedS3.BUCKET);
      ImageBytes bytes = ImageBytes.of("a picture".getBytes(StandardCharsets.UTF_8));
      new S3ImageStorage(server.client(), bucket)
          .put(KEY, ImageFormat.JPEG.mediaType(), bytes, Duration.ofSeconds(20));
      S3UrlSigner signer = new S3UrlSigner(server.connection(), bucket, TTL);
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      String url = signer.sign(KEY, now.plus(Duration.ofMinutes(40))).url();
      HttpResponse<byte[]> answer = get(url);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(bytes.newInputStream().readAllBytes());
      assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
      assertThat(answer.headers().firstValue("Cache-Control"))
          .contains("max-age=31536000, immutable");
      assertThat(get(url.replaceFirst("X-Amz-Signature=.", "X-Amz-Signature=x")).statusCode())
          .isEqualTo(403);
      assertThat(get(url.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601")).statusCode())
          .isEqualTo(403);
      assertThat(get(signer.urlOf(KEY)).statusCode()).isEqualTo(403);
      assertThat(get(signer.sign(KEY, now.minusSeconds(1)).url()).statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<byte[]> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofByteArray());
  }
}
