package dev.imagevault.app.service;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks again and again, on a thread of its own, how many images wait for rendering. */
final class QueueWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final RenderingQueue queue;
  private final Consumer<Optional<Waiting>> told;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "rendering-queue");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Asks from now on.
   *
   * @param told is told each answer, or that there is none
   */
  QueueWatch(RenderingQueue queue, Consumer<Optional<Waiting>> told) {
    this.queue = queue;
    this.told = told;
    executor.scheduleWithFixedDelay(this::ask, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask() {
    try {
      told.accept(Optional.of(queue.waiting()));
    } catch (BackEndException e) {
      told.accept(Optional.empty());
    } catch (RuntimeException e) {
      told.accept(Optional.empty());
      LOG.error("the number of images that wait for rendering is unknown", e);
    }
  }

  /** Asks no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
