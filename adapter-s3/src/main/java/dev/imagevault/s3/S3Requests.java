package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * Sends requests, and sends them again while that is harmless and there is time.
 *
 * <p>The SDK's own retries are not used: they throw the last request's failure alone, and what may
 * be concluded of a put depends on all of them. One answered 500 may have been done, whatever the
 * next is answered.
 */
final class S3Requests {

  private static final int MAX_ATTEMPTS = 4;
  private static final long BACKOFF_NANOS = Duration.ofMillis(100).toNanos();
  private static final long THROTTLED_BACKOFF_NANOS = Duration.ofMillis(500).toNanos();

  private final S3Errors errors;

  S3Requests(String bucket) {
    this.errors = new S3Errors(bucket);
  }

  /**
   * Returns what the request returns, or throws within the time-out, give or take what a request
   * takes to notice it.
   *
   * @param timeout positive, for all attempts together
   * @param request takes the settings it must be sent with
   * @throws BackEndException {@code UNKNOWN} where any attempt's outcome is
   */
  <T> T send(
      S3Operation operation,
      Duration timeout,
      Function<AwsRequestOverrideConfiguration, T> request) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    long start = System.nanoTime();
    long left = timeout.toNanos();
    boolean unknown = false;
    for (int attempt = 1; ; attempt++) {
      try {
        Duration attemptTimeout = Duration.ofNanos(left);
        return request.apply(
            AwsRequestOverrideConfiguration.builder().apiCallTimeout(attemptTimeout).build());
      } catch (SdkException e) {
        Failure failure = S3Errors.failureOf(e);
        unknown |= failure == Failure.UNKNOWN;
        long wait = backoff(attempt, e);
        left = timeout.toNanos() - (System.nanoTime() - start) - wait;
        if (!S3Errors.repeatable(operation, e)
            || attempt == MAX_ATTEMPTS
            || left <= 0
            || !slept(wait)) {
          throw errors.translate(operation, unknown ? Failure.UNKNOWN : failure, e);
        }
      }
    }
  }

  /** Returns why S3 did not delete one of many objects. */
  BackEndException failureOf(S3Error error) {
    return errors.translate(error);
  }

  /** Exponential, with full jitter, so that many callers do not come back at once. */
  private static long backoff(int attempt, SdkException e) {
    long base = S3Errors.throttled(e) ? THROTTLED_BACKOFF_NANOS : BACKOFF_NANOS;
    return ThreadLocalRandom.current().nextLong(base << (attempt - 1));
  }

  /** Returns false at once, and leaves the flag set, where the thread is interrupted. */
  private static boolean slept(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos).toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
