package dev.imagevault.app.service;

import dev.imagevault.app.render.InstalledEngine;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds what renders on this machine, which takes some seconds, while the rest of a service starts.
 * Close it when no rendering is under way. Thread-safe.
 */
final class EngineTrial implements AutoCloseable {

  private static final Duration END = Duration.ofSeconds(5);

  private final FutureTask<InstalledEngine> found;
  private final Thread thread;

  /**
   * @param find tries the engines; an interrupt ends it
   */
  EngineTrial(Callable<InstalledEngine> find) {
    found = new FutureTask<>(find);
    thread = new Thread(found, "engine-trial");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns what was found. This closes it, nobody else. */
  InstalledEngine await() throws InterruptedException {
    try {
      return found.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Returns when something was found, or after that time. */
  void await(Duration most) throws InterruptedException {
    try {
      found.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Whoever needs it learns of it.
    }
  }

  /** Ends the trial, or what it found. */
  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(END.toMillis());
    if (found.isDone()) {
      await().close();
    }
  }
}
