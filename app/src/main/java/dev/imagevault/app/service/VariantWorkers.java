package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.RenderReport;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.ImageRenderer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes variants again and again, whatever happens, on threads of their own: at once after an
 * upload of this process, else about once a second. Thread-safe.
 */
final class VariantWorkers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VariantWorkers.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(32);

  /** What a process that is stopping gives them to put their images back. */
  private static final Duration LAST_RENDERING = Duration.ofSeconds(5);

  private final Semaphore uploads = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private final int workers;
  private Optional<String> told = Optional.empty();
  private volatile boolean closed;

  /**
   * Works from now on. What renders is told in one line; if it renders nothing, nothing is made.
   *
   * @param workers how many images are rendered at a time
   * @param find waits for what renders, on one of their threads
   */
  VariantWorkers(int workers, Callable<Maker> find) {
    this.workers = workers;
    start(() -> begin(find));
  }

  /**
   * What renders.
   *
   * @param renderer tells what it can
   * @param vault whose images it renders
   */
  record Maker(ImageRenderer renderer, ImageVault vault) {}

  private synchronized void start(Runnable work) {
    if (closed) {
      return;
    }
    Thread thread = new Thread(work, "variants-" + (threads.size() + 1));
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void begin(Callable<Maker> find) {
    Maker found;
    try {
      found = find.call();
    } catch (InterruptedException stopped) {
      return;
    } catch (Exception e) {
      LOG.error("no variants are made here, since what renders was not found", e);
      return;
    }
    ImageRenderer renderer = found.renderer();
    if (renderer.reads().isEmpty()) {
      LOG.warn("no variants are made here, since {}", renderer.description());
      return;
    }
    LOG.info("variants are made here: {}", renderer.description());
    for (int i = 1; i < workers; i++) {
      start(() -> work(found.vault()));
    }
    work(found.vault());
  }

  private void work(ImageVault vault) {
    Duration pause = PAUSE;
    try {
      while (!closed) {
        if (pass(vault)) {
          pause = PAUSE;
          boolean unused = uploads.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          Thread.sleep(pause.toMillis());
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether nothing failed but images. */
  private boolean pass(ImageVault vault) {
    try {
      RenderReport report = vault.render();
      report.firstFailure().ifPresent(this::failed);
      if (report.rendered() > 0 && report.firstFailure().isEmpty()) {
        worked();
      }
      return report.postponed() == 0;
    } catch (BackEndException e) {
      failed(e);
    } catch (RuntimeException e) {
      LOG.error("rendering failed", e);
    }
    return false;
  }

  private synchronized void failed(BackEndException e) {
    String what = e.backEnd() + " " + e.failure();
    if (!told.equals(Optional.of(what)) && !closed) {
      told = Optional.of(what);
      LOG.warn("variants cannot be made now: {}", e.getMessage());
    }
  }

  private synchronized void worked() {
    if (told.isPresent()) {
      told = Optional.empty();
      LOG.info("variants are made again");
    }
  }

  /** There is something to render, as far as this process knows. */
  void wake() {
    if (uploads.availablePermits() < workers) {
      uploads.release();
    }
  }

  /** Returns whether they work, or are about to. */
  synchronized boolean working() {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  /** No more work. What is being rendered is put back, for others or for later. */
  @Override
  public void close() throws InterruptedException {
    List<Thread> all;
    synchronized (this) {
      closed = true;
      threads.forEach(Thread::interrupt);
      all = List.copyOf(threads);
    }
    long end = System.nanoTime() + LAST_RENDERING.toNanos();
    for (Thread thread : all) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
  }
}
