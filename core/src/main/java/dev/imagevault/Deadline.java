package dev.imagevault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** By when one request is to be answered. Runs from its making, on the monotonic clock. */
final class Deadline {

  /** A request is answered within 30 seconds; one is kept for what surrounds the use case. */
  private static final Duration REQUEST = Duration.ofSeconds(29);

  /** What one call of the repository may take: nothing is begun with less time left. */
  private static final Duration RESERVE = Duration.ofSeconds(6);

  private static final Duration MINIMUM = Duration.ofSeconds(1);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline ofRequest() {
    return new Deadline(System.nanoTime() + REQUEST.toNanos());
  }

  /** Returns how long a call may take so that the repository can be called once more afterwards. */
  Duration atMost(Duration wanted) {
    Duration left = left();
    Duration shorter = wanted.compareTo(left) < 0 ? wanted : left;
    return shorter.compareTo(MINIMUM) < 0 ? MINIMUM : shorter;
  }

  /** Returns whether there is time for one more call of the repository. */
  boolean allowsAnotherCall() {
    return !left().isNegative();
  }

  /**
   * Waits, and returns whether there is time for one more call of the repository. Interrupted, it
   * returns false at once, with the thread's interrupt flag set.
   */
  boolean pause(Duration pause) {
    if (left().compareTo(pause) < 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Duration left() {
    return Duration.ofNanos(end - System.nanoTime()).minus(RESERVE);
  }
}
