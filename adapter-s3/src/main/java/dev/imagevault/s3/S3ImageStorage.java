package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Images in a bucket of Amazon S3, or of a store that speaks its protocol. Thread-safe.
 *
 * <p>Each object carries its media type as Content-Type, a Cache-Control that lets an edge keep it,
 * and the SHA-256 of its bytes, against which S3 checks what it received, and a reader what S3
 * sends (if the {@link S3Bucket} has no other setting).
 */
public final class S3ImageStorage implements ImageStorage {

  /** An object never changes under its key, and who may read it is decided before any cache. */
  private static final String CACHE_CONTROL = "max-age=31536000, immutable";

  /** Of one request that reads: an object's first byte, or a page of a listing. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration LATE_PUT = Duration.ofMinutes(16);

  private final S3Client s3;
  private final S3Bucket bucket;
  private final S3Requests requests;
  private final BulkDelete bulkDelete;
  private final Duration readTimeout;

  /**
   * Stores images in this bucket.
   *
   * @param s3 such as {@link S3Connection#newClient} makes; the caller closes it. Its socket
   *     time-out bounds each read of an opened object
   * @param bucket which is there already: it is never created
   * @throws IllegalArgumentException where the client repeats requests of its own accord: it would
   *     do so after a time-out too, and a put could be applied after it was reported as failed
   */
  public S3ImageStorage(S3Client s3, S3Bucket bucket) {
    this(s3, bucket, READ_TIMEOUT);
  }

  S3ImageStorage(S3Client s3, S3Bucket bucket, Duration readTimeout) {
    s3.serviceClientConfiguration()
        .overrideConfiguration()
        .retryStrategy()
        .filter(strategy -> strategy.maxAttempts() > 1)
        .ifPresent(
            strategy -> {
              throw new IllegalArgumentException(
                  "the S3 client must not retry:"
                      + " build it with retryStrategy(AwsRetryStrategy.doNotRetry())");
            });
    this.s3 = s3;
    this.bucket = bucket;
    this.requests = new S3Requests(bucket.name());
    this.bulkDelete = new BulkDelete(s3, bucket.name(), requests, this);
    this.readTimeout = readTimeout;
  }

  @Override
  public void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key.value())
            .contentType(mediaType.value())
            .cacheControl(CACHE_CONTROL);
    if (bucket.putChecksums() == RequestChecksumCalculation.WHEN_SUPPORTED) {
      put.checksumSHA256(Base64.getEncoder().encodeToString(bytes.sha256().toByteArray()));
    }
    bucket.acl().ifPresent(put::acl);
    RequestBody body =
        RequestBody.fromContentProvider(bytes::newInputStream, bytes.length(), mediaType.value());
    requests.send(
        S3Operation.PUT,
        timeout,
        settings -> s3.putObject(put.overrideConfiguration(settings).build(), body));
  }

  /** {@return 16 minutes: S3 refuses a request whose signature is older than 15} */
  @Override
  public Duration latePut() {
    return LATE_PUT;
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    GetObjectRequest.Builder get =
        GetObjectRequest.builder().bucket(bucket.name()).key(key.value());
    if (bucket.readChecksums() == ResponseChecksumValidation.WHEN_SUPPORTED) {
      get.checksumMode(ChecksumMode.ENABLED);
    }
    return requests
        .send(
            S3Operation.OPEN,
            readTimeout,
            settings -> ifPresent(() -> s3.getObject(get.overrideConfiguration(settings).build())))
        .map(
            content ->
                new StoredObject(
                    new ObjectContent(content),
                    content.response().contentType(),
                    content.response().contentLength()));
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    DeleteObjectRequest.Builder delete =
        DeleteObjectRequest.builder().bucket(bucket.name()).key(key.value());
    requests.send(
        S3Operation.DELETE,
        timeout,
        // S3 itself answers 204 for what is absent; some stores that speak its protocol do not.
        settings ->
            ifPresent(() -> s3.deleteObject(delete.overrideConfiguration(settings).build())));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A thousand keys are one request. If the store does not know such requests, each key is one.
   */
  @Override
  public Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout) {
    return bulkDelete.delete(keys, timeout);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each page of 1,000 is one request, and has 10 seconds. A directory bucket, alone among S3's,
   * does not list in order.
   */
  @Override
  public Stream<ListedObject> list(String prefix) {
    return Stream.iterate(
            Optional.of(page(prefix, null)),
            Optional::isPresent,
            page ->
                page.map(ListObjectsV2Response::nextContinuationToken)
                    .map(token -> page(prefix, token)))
        .flatMap(page -> page.orElseThrow().contents().stream())
        .map(S3ImageStorage::listed);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The bucket is there, and may be listed with these credentials.
   */
  @Override
  public void ping(Duration timeout) {
    ListObjectsV2Request.Builder list =
        ListObjectsV2Request.builder().bucket(bucket.name()).prefix(ObjectKey.PREFIX).maxKeys(1);
    // HeadBucket is as cheap, but a HEAD's failure has no body and so no code.
    requests.send(
        S3Operation.LIST,
        timeout,
        settings -> s3.listObjectsV2(list.overrideConfiguration(settings).build()));
  }

  private ListObjectsV2Response page(String prefix, @Nullable String continuationToken) {
    ListObjectsV2Request.Builder list =
        ListObjectsV2Request.builder()
            .bucket(bucket.name())
            .prefix(prefix)
            // Keys may have characters that XML cannot; the SDK decodes them.
            .encodingType(EncodingType.URL)
            .continuationToken(continuationToken);
    return requests.send(
        S3Operation.LIST,
        readTimeout,
        settings -> s3.listObjectsV2(list.overrideConfiguration(settings).build()));
  }

  private static <T> Optional<T> ifPresent(Supplier<T> request) {
    try {
      return Optional.of(request.get());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  private static ListedObject listed(S3Object object) {
    return new ListedObject(object.key(), object.size(), object.lastModified());
  }
}
