package dev.imagevault.javalin;

import java.time.Duration;

/**
 * How often something may be done: so many times at once, and as often again within each period,
 * evenly spread over it.
 *
 * @param permits positive, and no more than one for each nanosecond of the period
 * @param period positive
 */
public record RateLimit(long permits, Duration period) {

  /** Refuses what is not positive. */
  public RateLimit {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period is positive, not " + period);
    }
    if (permits < 1 || permits > period.toNanos()) {
      throw new IllegalArgumentException(
          "permits is positive, and at most one a nanosecond, not " + permits);
    }
  }
}
