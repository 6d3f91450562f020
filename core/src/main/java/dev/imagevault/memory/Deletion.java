package dev.imagevault.memory;

import dev.imagevault.domain.ImageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When a recorded object is taken up to be deleted. Guarded by the repository's lock. */
final class Deletion {

  private static final Duration FIRST_LEASE = Duration.ofSeconds(10);
  private static final int LONGEST_DOUBLING = 16;

  private final Instant recordedAt;
  private boolean putIsOver;
  private int attempts;
  private Instant dueAt;

  Deletion(Instant recordedAt) {
    this.recordedAt = recordedAt;
    this.dueAt = recordedAt;
  }

  /** From now on it is to be deleted; nobody takes it up for so long. */
  void begin(Instant now, Duration leased, boolean over) {
    putIsOver = over;
    dueAt = now.plus(leased);
  }

  boolean isDue(ImageStatus status, Instant now, Duration olderThan) {
    return switch (status) {
      case PENDING -> recordedAt.isBefore(now.minus(olderThan));
      case READY -> false;
      case DELETING -> !dueAt.isAfter(now);
    };
  }

  Instant dueAt() {
    return dueAt;
  }

  /** Leases it: ten seconds, which double with every attempt, less some jitter. */
  Duration lease(Instant now, Duration longest) {
    Duration doubled = FIRST_LEASE.multipliedBy(1L << Math.min(attempts++, LONGEST_DOUBLING));
    long millis = (doubled.compareTo(longest) < 0 ? doubled : longest).toMillis();
    Duration lease =
        Duration.ofMillis(RandomGenerator.getDefault().nextLong(millis - millis / 4, millis + 1));
    dueAt = now.plus(lease);
    return lease;
  }

  boolean putIsOver(Instant now, Duration latePut) {
    return putIsOver || !now.isBefore(recordedAt.plus(latePut));
  }
}
