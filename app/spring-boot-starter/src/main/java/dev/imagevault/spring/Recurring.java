package dev.imagevault.spring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Does one thing again and again on a thread of its own, for as long as the application context
 * runs. The host's schedulers are left alone. Thread-safe.
 */
final class Recurring implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

  /** What a context that stops gives to what is under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What work returns that is not to be done again. */
  static final Duration NEVER = Duration.ofSeconds(-1);

  private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);

  private final String name;
  private final Supplier<Duration> work;
  private @Nullable ScheduledExecutorService executor;

  /**
   * Does nothing before it is started.
   *
   * @param name of the thread
   * @param work returns how long to rest before it is done again, or {@link #NEVER}
   */
  Recurring(String name, Supplier<Duration> work) {
    this.name = name;
    this.work = work;
  }

  @Override
  public synchronized void start() {
    if (executor == null) {
      ScheduledExecutorService mine =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
              });
      executor = mine;
      mine.execute(() -> work(mine));
    }
  }

  private void work(ScheduledExecutorService mine) {
    Duration rest;
    try {
      rest = work.get();
    } catch (RuntimeException e) {
      rest = AFTER_A_BUG;
      if (!mine.isShutdown()) {
        LOG.error("{} failed, and goes on in a minute", name, e);
      }
    }
    if (rest.equals(NEVER)) {
      return;
    }
    try {
      mine.schedule(() -> work(mine), rest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // Whoever stopped it wants no more.
    }
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService mine = executor;
    if (mine != null) {
      executor = null;
      mine.shutdownNow();
      try {
        if (!mine.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("{} did not end in time", name);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }
}
