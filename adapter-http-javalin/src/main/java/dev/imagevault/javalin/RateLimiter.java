package dev.imagevault.javalin;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.imagevault.domain.OwnerId;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** Keeps each user of this process within a rate, by token buckets. Thread-safe. */
final class RateLimiter {

  /** At some hundred bytes each. Beyond, the least used ones are forgotten, and so full again. */
  private static final int MOST_BUCKETS = 100_000;

  private final LoadingCache<OwnerId, Bucket> buckets;

  RateLimiter(RateLimit limit) {
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            // Full by then: to forget it changes nothing.
            .expireAfterAccess(limit.period())
            .build(owner -> bucket(limit));
  }

  private static Bucket bucket(RateLimit limit) {
    return Bucket.builder()
        .addLimit(
            bandwidth ->
                bandwidth.capacity(limit.permits()).refillGreedy(limit.permits(), limit.period()))
        .withNanosecondPrecision()
        .build();
  }

  /**
   * The user has done it once more.
   *
   * @throws ProblemException 429, with the time to wait, where that would be too often
   */
  void admit(OwnerId owner) {
    ConsumptionProbe probe = buckets.get(owner).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      // Rounded up: who comes when told so is let in.
      long seconds =
          Duration.ofNanos(probe.getNanosToWaitForRefill())
              .plusSeconds(1)
              .minusNanos(1)
              .toSeconds();
      throw new ProblemException(
          Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              "You upload too often; please wait and try again",
              Math.toIntExact(seconds)));
    }
  }
}
