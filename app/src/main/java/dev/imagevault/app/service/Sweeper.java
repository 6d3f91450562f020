package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.SweepReport;
import dev.imagevault.app.metrics.SweepMeters;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.Backlog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sweeps again and again, whatever happens, on a thread of its own. */
final class Sweeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** What a process that is stopping still gives to work that others would take up anyway. */
  private static final Duration LAST_SWEEP = Duration.ofSeconds(5);

  private final ImageVault vault;
  private final Supplier<Backlog> backlog;
  private final SweepMeters meters;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sweeper");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Sweeps from now on. The first time comes at random within the interval, so that instances that
   * start together do not sweep together.
   *
   * @param backlog tells what is left, after each sweep
   */
  Sweeper(ImageVault vault, Duration interval, Supplier<Backlog> backlog, SweepMeters meters) {
    this.vault = vault;
    this.backlog = backlog;
    this.meters = meters;
    long millis = interval.toMillis();
    executor.scheduleWithFixedDelay(
        this::sweep, ThreadLocalRandom.current().nextLong(millis), millis, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    long begin = System.nanoTime();
    try {
      SweepReport report = vault.sweep();
      meters.swept(report, since(begin));
      log(report);
      meters.backlog(backlogNow());
      return;
    } catch (BackEndException e) {
      LOG.atWarn().setMessage("the sweep failed").addKeyValue("reason", e.getMessage()).log();
    } catch (RuntimeException e) {
      LOG.atError().setMessage("the sweep failed").setCause(e).log();
    }
    meters.failed(since(begin));
    meters.backlog(Optional.empty());
  }

  private Optional<Backlog> backlogNow() {
    try {
      return Optional.of(backlog.get());
    } catch (BackEndException e) {
      LOG.atWarn().setMessage("the backlog is unknown").addKeyValue("reason", e.getMessage()).log();
      return Optional.empty();
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void log(SweepReport report) {
    if (!report.idle()) {
      LOG.atLevel(report.failed() > 0 ? Level.WARN : Level.INFO)
          .setMessage("swept")
          .addKeyValue("withdrawn", report.withdrawn())
          .addKeyValue("removed", report.removed())
          .addKeyValue("kept", report.kept())
          .addKeyValue("failed", report.failed())
          .addKeyValue("reason", report.firstFailure().map(Throwable::getMessage).orElse("-"))
          .log();
    }
  }

  /**
   * No more sweeps, after a last one: uploads that this process gave up while the database was away
   * are known to it alone.
   */
  @Override
  public void close() throws InterruptedException {
    try {
      executor.submit(this::sweep).get(LAST_SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the last sweep was not finished");
    } finally {
      executor.shutdownNow();
    }
  }
}
