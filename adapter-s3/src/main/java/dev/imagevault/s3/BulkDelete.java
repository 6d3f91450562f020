package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * Deletes many objects, by as few requests as the store allows. A store that does not know how is
 * asked for one after the other from then on. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">
 *     DeleteObjects</a>
 */
final class BulkDelete {

  /** As many as S3 takes with one request. */
  private static final int KEYS_AT_ONCE = 1000;

  private final S3Client s3;
  private final String bucket;
  private final S3Requests requests;
  private final ImageStorage oneByOne;
  private volatile boolean unknownToTheStore;

  /**
   * Nothing is deleted yet.
   *
   * @param oneByOne deletes one object of the same bucket
   */
  BulkDelete(S3Client s3, String bucket, S3Requests requests, ImageStorage oneByOne) {
    this.s3 = s3;
    this.bucket = bucket;
    this.requests = requests;
    this.oneByOne = oneByOne;
  }

  /** As {@link ImageStorage#deleteAll}. */
  Map<ObjectKey, BackEndException> delete(Collection<ObjectKey> keys, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    long end = System.nanoTime() + timeout.toNanos();
    Map<ObjectKey, BackEndException> failures = new HashMap<>();
    List<ObjectKey> all = List.copyOf(new LinkedHashSet<>(keys));
    for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
      List<ObjectKey> some = all.subList(from, Math.min(from + KEYS_AT_ONCE, all.size()));
      failures.putAll(unknownToTheStore ? oneByOne(some, end) : atOnce(some, end));
    }
    return failures;
  }

  private Map<ObjectKey, BackEndException> atOnce(List<ObjectKey> keys, long end) {
    Duration left = left(end);
    if (left.isZero()) {
      return allFailed(keys, notInTime());
    }
    try {
      DeleteObjectsResponse answer =
          requests.send(S3Operation.DELETE_ALL, left, settings -> send(keys, settings));
      return failures(keys, answer);
    } catch (BackEndException e) {
      if (!S3Errors.tellsOfAnUnknownOperation(e)) {
        return allFailed(keys, e);
      }
      unknownToTheStore = true;
      return oneByOne(keys, end);
    }
  }

  /** A failure that names none of the keys is of all of them. */
  private Map<ObjectKey, BackEndException> failures(
      List<ObjectKey> keys, DeleteObjectsResponse answer) {
    Map<ObjectKey, BackEndException> failures = new HashMap<>();
    for (S3Error error : answer.errors()) {
      if (!"NoSuchKey".equals(error.code())) {
        List<ObjectKey> named =
            keys.stream().filter(key -> key.value().equals(error.key())).toList();
        failures.putAll(allFailed(named.isEmpty() ? keys : named, requests.failureOf(error)));
      }
    }
    return failures;
  }

  private DeleteObjectsResponse send(
      List<ObjectKey> keys, AwsRequestOverrideConfiguration settings) {
    return s3.deleteObjects(
        request ->
            request
                .bucket(bucket)
                .delete(d -> d.quiet(true).objects(keys.stream().map(BulkDelete::named).toList()))
                .overrideConfiguration(
                    // Every store that speaks S3's protocol knows Content-MD5; newer sums, few.
                    settings.toBuilder().addPlugin(LegacyMd5Plugin.create()).build()));
  }

  private static ObjectIdentifier named(ObjectKey key) {
    return ObjectIdentifier.builder().key(key.value()).build();
  }

  private Map<ObjectKey, BackEndException> oneByOne(List<ObjectKey> keys, long end) {
    Map<ObjectKey, BackEndException> failures = new HashMap<>();
    for (ObjectKey key : keys) {
      Duration left = left(end);
      try {
        if (left.isZero()) {
          failures.put(key, notInTime());
        } else {
          oneByOne.delete(key, left);
        }
      } catch (BackEndException e) {
        failures.put(key, e);
      }
    }
    return failures;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static Map<ObjectKey, BackEndException> allFailed(
      List<ObjectKey> keys, BackEndException failure) {
    Map<ObjectKey, BackEndException> failures = new HashMap<>();
    keys.forEach(key -> failures.put(key, failure));
    return failures;
  }

  private static BackEndException notInTime() {
    return new BackEndException(
        BackEnd.STORAGE,
        Failure.UNAVAILABLE,
        "The time was over before S3 was asked to delete all objects; the rest can be asked for"
            + " again",
        null);
  }
}
