package dev.imagevault.app.service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a dependency again and again whether it answers, on a thread of its own, so that whoever
 * wants to know never waits for it. The log has a line when it stops to answer, and when it answers
 * again.
 */
final class Probe implements AutoCloseable {

  /** A check that takes longer has found that nobody answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Until a dependency answers again, somebody may be waiting for it to. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

  private final String name;
  private final Runnable check;
  private final Duration interval;
  private final long validNanos;
  private final ScheduledExecutorService executor;
  private boolean failing;
  private volatile boolean answered;
  private volatile long answeredAt = System.nanoTime();

  /**
   * Asks from now on.
   *
   * @param interval between an answer and the next question
   * @param check may block; throws where nobody answers
   */
  Probe(String name, Duration interval, Runnable check) {
    this.name = name;
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
      if (failing) {
        LOG.info("the {} answers again", name);
      }
    } catch (RuntimeException e) {
      answer = false;
      if (!failing) {
        LOG.warn("the {} cannot be used now: {}", name, e.getMessage());
      }
    }
    failing = !answer;
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
