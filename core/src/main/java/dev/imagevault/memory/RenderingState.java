package dev.imagevault.memory;

import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.time.Duration;
import java.time.Instant;

/** Whether an image waits for rendering. Guarded by the repository's lock. */
final class RenderingState {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LATEST = Duration.ofMinutes(10);
  private static final int LONGEST_DOUBLING = 6;

  private enum Phase {
    IDLE,
    WAITING,
    FAILED
  }

  private Phase phase = Phase.IDLE;
  private Instant since = Instant.MIN;
  private Instant dueAt = Instant.MIN;
  private long claim;
  private int deaths;
  private int postponements;

  boolean isWaiting() {
    return phase == Phase.WAITING;
  }

  boolean isFailed() {
    return phase == Phase.FAILED;
  }

  boolean isDue(Instant now) {
    return isWaiting() && !dueAt.isAfter(now);
  }

  Duration waitingFor(Instant now) {
    return Duration.between(since, now);
  }

  /** It waits, unless it is FAILED. */
  void begin(Instant now) {
    if (phase == Phase.IDLE) {
      phase = Phase.WAITING;
      since = now;
      dueAt = now;
    }
  }

  /** It neither waits nor is FAILED. */
  void end() {
    phase = Phase.IDLE;
    claim = 0;
    deaths = 0;
    postponements = 0;
  }

  /** The one with this number, which is positive, has it for so long. */
  void claim(long number, Instant now, Duration lease) {
    claim = number;
    dueAt = now.plus(lease);
  }

  /** Returns whether the claim is neither settled nor another's. */
  boolean isClaimedBy(Rendering rendering) {
    return claim > 0 && claim == rendering.claim();
  }

  /** The claim is over, and it waits on or is FAILED. */
  void settle(Outcome outcome, Instant now) {
    claim = 0;
    dueAt = now.plus(SOON);
    switch (outcome) {
      case DONE -> {
        deaths = 0;
        postponements = 0;
      }
      case FAILED -> phase = Phase.FAILED;
      case DIED -> phase = ++deaths < RenderingQueue.TRIES ? Phase.WAITING : Phase.FAILED;
      case POSTPONED -> {
        Duration doubled = SOON.multipliedBy(1L << Math.min(postponements++, LONGEST_DOUBLING));
        dueAt = now.plus(doubled.compareTo(LATEST) < 0 ? doubled : LATEST);
      }
    }
  }
}
