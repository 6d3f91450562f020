package dev.imagevault.app.render;

import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.render.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a JVM ready for the next image: it starts when the image before is done, and has loaded and
 * tried its code when an image comes. Thread-safe.
 *
 * <p>Each JVM sees one image. So one that is taken over knows of no other, and can change nothing
 * that is made of those that come later.
 */
final class SpareJvms implements AutoCloseable {

  private final Cell cell;
  private final List<String> command;
  private final Duration idle;

  /** Has one thread, which stays: a JVM ends with the thread that started it. */
  private final ExecutorService starter = Executors.newSingleThreadExecutor(SpareJvms::daemon);

  /** Is the starter's alone. */
  private @Nullable OneImageJvm spare;

  /**
   * Starts none yet.
   *
   * @param idle how long one waits at the most, until its memory is of more use elsewhere; 0: none
   *     is kept
   */
  SpareJvms(Cell cell, List<String> command, Duration idle) {
    this.cell = cell;
    this.command = List.copyOf(command);
    this.idle = idle;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "spare-jvms");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Returns one that waits for an image, which the caller closes.
   *
   * @throws RenderingException of {@code ENGINE}: this is closed
   * @throws IOException it cannot be started
   */
  OneImageJvm take() throws IOException {
    try {
      return CompletableFuture.supplyAsync(this::ready, starter).join();
    } catch (RejectedExecutionException closed) {
      throw new RenderingException(Failure.ENGINE, "this renderer is closed", closed);
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException unstarted) {
        throw unstarted.getCause();
      }
      throw e;
    }
  }

  private OneImageJvm ready() {
    OneImageJvm ready = spare;
    spare = null;
    if (ready != null && ready.isAlive()) {
      return ready;
    }
    discard(ready);
    return start();
  }

  private OneImageJvm start() {
    try {
      return OneImageJvm.start(cell, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one for the next image, and does not wait for it. */
  void prepare() {
    try {
      starter.execute(this::startSpare);
    } catch (RejectedExecutionException closed) {
      // There is no next image.
    }
  }

  private void startSpare() {
    if (spare != null || idle.isZero()) {
      return;
    }
    try {
      OneImageJvm started = OneImageJvm.start(cell, command);
      spare = started;
      CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS, starter)
          .execute(() -> retire(started));
    } catch (IOException e) {
      // The next image starts one itself, or says why it cannot.
    }
  }

  private void retire(OneImageJvm old) {
    if (spare == old) {
      spare = null;
      discard(old);
    }
  }

  private static void discard(@Nullable OneImageJvm jvm) {
    try {
      if (jvm != null) {
        jvm.close();
      }
    } catch (IOException e) {
      // Files that nobody needs: a later rendering removes them.
    }
  }

  /** Ends the spare, and all that were taken. */
  @Override
  public void close() {
    if (!starter.isShutdown()) {
      starter.execute(() -> discard(spare));
      starter.shutdown();
    }
    try {
      starter.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
