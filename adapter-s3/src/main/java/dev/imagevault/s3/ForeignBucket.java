package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.StoredObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A bucket of another service, whose keys may be any text. It is only read. Thread-safe.
 *
 * <p>It needs {@code s3:GetObject}, and {@code s3:ListBucket}: without that, S3 answers for an
 * absent object that access is denied.
 */
public final class ForeignBucket {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private final S3Client s3;
  private final String name;
  private final S3Requests requests;

  /**
   * Reads this bucket.
   *
   * @param s3 such as {@link S3Connection#newClient} makes; the caller closes it
   */
  public ForeignBucket(S3Client s3, String name) {
    this.s3 = s3;
    this.name = name;
    this.requests = new S3Requests(name);
  }

  /** Returns the name of the bucket. */
  public String name() {
    return name;
  }

  /**
   * Returns the object, or empty where there is none. The caller closes it.
   *
   * @throws BackEndException of {@code STORAGE}, as every store's
   */
  public Optional<StoredObject> open(String key) {
    GetObjectRequest.Builder get = GetObjectRequest.builder().bucket(name).key(key);
    return requests.send(
        S3Operation.OPEN,
        READ_TIMEOUT,
        settings -> {
          try {
            var content = s3.getObject(get.overrideConfiguration(settings).build());
            return Optional.of(
                new StoredObject(
                    new ObjectContent(content),
                    Objects.requireNonNullElse(
                        content.response().contentType(), "application/octet-stream"),
                    content.response().contentLength()));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }
}
