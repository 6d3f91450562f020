package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import dev.imagevault.SweepReport;
import dev.imagevault.domain.BackEndException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps, and returns when to do so again. The log has a line of each sweep that did something. */
final class VaultSweeper implements Supplier<Duration> {

  private static final Logger LOG = LoggerFactory.getLogger(VaultSweeper.class);

  private final ImageVault vault;
  private final Duration interval;
  private boolean begun;

  VaultSweeper(ImageVault vault, Duration interval) {
    this.vault = vault;
    this.interval = interval;
  }

  /**
   * The first time it does nothing. Sweeps begin at random within the interval, so that instances
   * that start together do not sweep together.
   */
  @Override
  public Duration get() {
    if (interval.toMillis() <= 0) {
      return Recurring.NEVER;
    }
    if (!begun) {
      begun = true;
      return Duration.ofMillis(ThreadLocalRandom.current().nextLong(interval.toMillis()));
    }
    try {
      log(vault.sweep());
    } catch (BackEndException e) {
      LOG.warn("the sweep failed, and is repeated: {}", e.getMessage());
    }
    return interval;
  }

  private static void log(SweepReport report) {
    if (report.failed() > 0) {
      LOG.warn("swept: {}", report);
    } else if (!report.idle()) {
      LOG.info("swept: {}", report);
    }
  }
}
