package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Presigns GETs by Signature Version 4, for a store without an edge in front of it. The same
 * object, expiry and credentials always give the same URL, and the one that AWS's own presigner
 * gives. It asks nobody but the provider of the credentials, each time, since they may change.
 * Thread-safe.
 *
 * <p>A URL says when it was signed and for how long it lives. This one says that it was signed one
 * {@code timeToLive} before it expires, which is the begin of the vault's window.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating
 *     requests: using query parameters</a>
 */
public final class S3UrlSigner implements UrlSigner {

  /** S3 presigns nothing for longer. */
  public static final Duration LONGEST_LIFE = Duration.ofDays(7);

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final BucketAddress address;
  private final NamedCredentials credentials;
  private final S3Errors errors;
  private final Duration timeToLive;

  /**
   * Signs as this connection would.
   *
   * @param connection whose endpoint is where clients reach the store
   * @param timeToLive the policy's {@code signedUrlTtl}: with a shorter one the store would find
   *     that URLs were signed in the future. Whole seconds count, from one to {@link #LONGEST_LIFE}
   * @throws IllegalArgumentException if it is out of that range, or the bucket is not one whose
   *     URLs can be presigned
   */
  public S3UrlSigner(S3Connection connection, S3Bucket bucket, Duration timeToLive) {
    if (timeToLive.toSeconds() < 1 || timeToLive.compareTo(LONGEST_LIFE) > 0) {
      throw new IllegalArgumentException(
          "a presigned URL lives from a second to 7 days, not " + timeToLive);
    }
    this.address = BucketAddress.of(connection, bucket);
    this.credentials = new NamedCredentials(connection.credentials());
    this.errors = new S3Errors(bucket.name());
    this.timeToLive = timeToLive.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A URL dies with the credentials that signed it. If these are known to expire earlier, so
   * does the URL, and {@link SignedUrl#expiresAt} says so.
   *
   * @throws IllegalArgumentException if {@code expiresAt} has a fraction of a second, or the key is
   *     of a direct upload, which nobody has checked
   * @throws BackEndException of {@code STORAGE}, {@code UNAVAILABLE}, if there are no credentials
   *     now, or they have expired
   */
  @Override
  public SignedUrl sign(ObjectKey key, Instant expiresAt) {
    if (expiresAt.getNano() != 0) {
      throw new IllegalArgumentException("a URL expires at a whole second, not at " + expiresAt);
    }
    if (key.isIncoming()) {
      throw new IllegalArgumentException("nobody has checked " + key + ": it is never shown");
    }
    Instant signedAt = expiresAt.minus(timeToLive);
    AwsCredentials current = credentials();
    Instant expiry =
        current
            .expirationTime()
            .map(end -> end.truncatedTo(ChronoUnit.SECONDS))
            .filter(end -> end.isBefore(expiresAt))
            .orElse(expiresAt);
    if (!expiry.isAfter(signedAt)) {
      throw new BackEndException(
          BackEnd.STORAGE,
          Failure.UNAVAILABLE,
          "the credentials that sign URLs expired at " + expiry + ": renew them",
          null);
    }
    SdkHttpRequest get =
        SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(URI.create(urlOf(key))).build();
    URI url =
        signer
            .sign(
                request ->
                    request
                        .identity(current)
                        .request(get)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, address.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, address.region())
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(
                            AwsV4FamilyHttpSigner.EXPIRATION_DURATION,
                            Duration.between(signedAt, expiry))
                        // As S3 wants it: it takes paths as they come.
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt, ZoneOffset.UTC)))
            .request()
            .getUri();
    return new SignedUrl(url.toString(), expiry);
  }

  /**
   * Returns the URL of an object, not signed.
   *
   * @param key of the object
   * @return the bucket's URL, as clients reach it, a slash and the key
   */
  public String urlOf(ObjectKey key) {
    return bucketUrl() + "/" + key.value();
  }

  /** {@return the URL that comes before a slash and the key in an object's URL} */
  public URI bucketUrl() {
    return address.url();
  }

  private AwsCredentials credentials() {
    try {
      return credentials.resolveCredentials();
    } catch (SdkException e) {
      throw errors.translate(S3Operation.OPEN, S3Errors.failureOf(e), e);
    }
  }
}
