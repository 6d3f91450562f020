package dev.imagevault.app.service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks a dependency again and again whether it answers, on a thread of its own, so that whoever
 * wants to know never waits for it.
 */
final class Probe implements AutoCloseable {

  /** A check that takes longer has found that nobody answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Until a dependency answers again, somebody may be waiting for it to. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Runnable check;
  private final Duration interval;
  private final long validNanos;
  private final ScheduledExecutorService executor;
  private volatile boolean answered;
  private volatile long answeredAt = System.nanoTime();

  /**
   * Asks from now on.
   *
   * @param interval between an answer and the next question
   * @param check may block; throws where nobody answers
   */
  Probe(String name, Duration interval, Runnable check) {
    this.check = check;
    this.interval = interval;
    this.validNanos = interval.plus(PATIENCE).toNanos();
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "probe-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.execute(this::ask);
  }

  private void ask() {
    boolean answer = true;
    try {
      check.run();
    } catch (RuntimeException e) {
      // That it does not answer is all that is asked for; requests that need it tell why.
      answer = false;
    }
    answeredAt = System.nanoTime();
    answered = answer;
    try {
      executor.schedule(this::ask, (answer ? interval : RETRY).toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // Closed meanwhile: nobody wants to know any more.
    }
  }

  /** Returns whether the dependency answered when last asked, not long ago. */
  boolean up() {
    return answered && System.nanoTime() - answeredAt < validNanos;
  }

  /** Asks no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
