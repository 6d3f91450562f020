package dev.imagevault.s3;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.port.UploadSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/**
 * Presigns puts by Signature Version 4. It asks nobody but the provider of the credentials.
 * Thread-safe.
 *
 * <p>The signature covers the length, {@code If-None-Match: *}, and the SHA-256 where one is
 * announced; S3 refuses a request that differs in any of them. If the bucket's {@link
 * S3Bucket#putChecksums} are {@code WHEN_REQUIRED}, it covers the length only, since such a store
 * may know neither of the others.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html">Presigned
 *     URLs</a>
 */
public final class S3UploadSigner implements UploadSigner {

  /** Every client sets these itself. */
  private static final List<String> OF_EVERY_REQUEST = List.of("host", "content-length");

  private final S3Presigner presigner;
  private final NamedCredentials credentials;
  private final S3Bucket bucket;
  private final S3Errors errors;
  private final Clock clock;

  /**
   * Signs as this connection would.
   *
   * @param connection whose endpoint is where clients reach the store
   * @param clock the system's, by which the SDK signs
   */
  public S3UploadSigner(S3Connection connection, S3Bucket bucket, Clock clock) {
    this.credentials = new NamedCredentials(connection.credentials());
    this.presigner =
        S3Presigner.builder()
            .region(connection.region())
            .credentialsProvider(credentials)
            .endpointOverride(connection.endpoint().orElse(null))
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(connection.endpoint().isPresent())
                    .build())
            .build();
    this.bucket = bucket;
    this.errors = new S3Errors(bucket.name());
    this.clock = clock;
  }

  @Override
  public SignedPut sign(ObjectKey key, AnnouncedFile file, Duration timeToLive) {
    if (!key.isIncoming()) {
      throw new IllegalArgumentException("not the key of a direct upload: " + key);
    }
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key.value())
            .contentLength(file.size());
    if (bucket.putChecksums() == RequestChecksumCalculation.WHEN_SUPPORTED) {
      put.ifNoneMatch("*");
      file.sha256().map(S3UploadSigner::base64).ifPresent(put::checksumSHA256);
    }
    try {
      Duration life = withinCredentials(timeToLive);
      PresignedPutObjectRequest signed =
          presigner.presignPutObject(p -> p.putObjectRequest(put.build()).signatureDuration(life));
      return new SignedPut(
          signed.url().toExternalForm(),
          headers(signed),
          // The signature says when it was made in whole seconds.
          signed.expiration().truncatedTo(ChronoUnit.SECONDS));
    } catch (SdkException e) {
      throw errors.translate(S3Operation.PUT, S3Errors.failureOf(e), e);
    }
  }

  private static String base64(Sha256 digest) {
    return Base64.getEncoder().encodeToString(digest.toByteArray());
  }

  /** S3 refuses a signature when the credentials have expired that made it. */
  private Duration withinCredentials(Duration timeToLive) {
    Instant now = clock.instant();
    Duration left =
        credentials
            .resolveCredentials()
            .expirationTime()
            .map(expiry -> Duration.between(now, expiry).truncatedTo(ChronoUnit.SECONDS))
            .orElse(timeToLive);
    Duration shorter = left.compareTo(timeToLive) < 0 ? left : timeToLive;
    return shorter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : shorter;
  }

  private static Map<String, String> headers(PresignedPutObjectRequest signed) {
    return signed.signedHeaders().entrySet().stream()
        .filter(header -> !OF_EVERY_REQUEST.contains(header.getKey().toLowerCase(Locale.ROOT)))
        .collect(
            Collectors.toMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                header -> String.join(",", header.getValue())));
  }
}
