package dev.imagevault.app.service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
  private final Supplier<Health> check;
  private final Duration interval;
  private final long validNanos;
  private final ScheduledExecutorService executor;
  private Health logged = Health.UP;
  private volatile Health answer = Health.DOWN;
  private volatile long answeredAt = System.nanoTime();

  /**
   * Asks from now on.
   *
   * @param interval between an answer and the next question
   * @param check may block; throws where nobody answers
   */
  Probe(String name, Duration interval, Supplier<Health> check) {
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
    Health now;
    try {
      now = check.get();
      if (now != logged) {
        LOG.info("the {} answers again, and is {}", name, now.word());
      }
    } catch (RuntimeException e) {
      now = Health.DOWN;
      if (now != logged && !executor.isShutdown()) {
        LOG.warn("the {} cannot be used now: {}", name, e.getMessage());
      }
    }
    logged = now;
    answeredAt = System.nanoTime();
    answer = now;
    Duration pause = now == Health.DOWN ? RETRY : interval;
    try {
      executor.schedule(this::ask, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // Closed meanwhile: nobody wants to know any more.
    }
  }

  /** Returns what the dependency was found to be when last asked, not long ago. */
  Health health() {
    return System.nanoTime() - answeredAt < validNanos ? answer : Health.DOWN;
  }

  /** Asks no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
