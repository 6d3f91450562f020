package dev.imagevault.javalin.upload;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** Keeps each user of this process within a rate, by token buckets. Thread-safe. */
public final class RateLimiter {

  /** At some hundred bytes each. Beyond, the least used ones are forgotten, and so full again. */
  private static final int MOST_BUCKETS = 100_000;

  private final LoadingCache<OwnerId, Bucket> buckets;

  /** Lets each user do it so often at once, and as often again within each period. */
  public RateLimiter(long permits, Duration period) {
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            // Full by then: to forget it changes nothing.
            .expireAfterAccess(period)
            .build(owner -> bucket(permits, period));
  }

  private static Bucket bucket(long permits, Duration period) {
    return Bucket.builder()
        .addLimit(bandwidth -> bandwidth.capacity(permits).refillGreedy(permits, period))
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
