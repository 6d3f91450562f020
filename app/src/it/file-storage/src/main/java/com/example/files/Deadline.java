package com.example.files;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.time.Duration;

/** When a call is over. */
final class Deadline {

  private final long end;

  Deadline(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    end = System.nanoTime() + timeout.toNanos();
  }

  /** {@code UNAVAILABLE}, as nothing is moved into place any more: the call has had no effect. */
  void requireTimeLeft(String what) {
    if (System.nanoTime() - end > 0) {
      throw new BackEndException(
          BackEnd.STORAGE, Failure.UNAVAILABLE, "The disk is too slow for a " + what, null);
    }
  }
}
