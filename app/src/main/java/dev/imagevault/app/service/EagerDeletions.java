package dev.imagevault.app.service;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deletes the objects of deleted images, off the requests: a store that hangs holds up these few
 * threads and nothing else. What finds no room here is the sweeper's. Thread-safe.
 */
final class EagerDeletions implements Executor, AutoCloseable {

  /** Few beside the connections that there are to the store. */
  private static final int THREADS = 8;

  private static final int MOST_WAITING = 1000;
  private static final Duration LAST_DELETIONS = Duration.ofSeconds(3);

  private final ThreadPoolExecutor executor;

  /** No thread runs before there is something to delete. */
  EagerDeletions() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            work -> {
              Thread thread = new Thread(work, "deletions");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable deletion) {
    executor.execute(deletion);
  }

  /** What has begun is finished, if it does not take long; sweeps find the rest. */
  @Override
  public void close() throws InterruptedException {
    executor.shutdown();
    executor.getQueue().clear();
    if (!executor.awaitTermination(LAST_DELETIONS.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
  }
}
