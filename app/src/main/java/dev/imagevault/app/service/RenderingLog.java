package dev.imagevault.app.service;

import dev.imagevault.Rendered;
import dev.imagevault.VaultObserver;
import dev.imagevault.app.metrics.RenderingMeters;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts each rendering, and writes a line for it: what became of whose image. Thread-safe. */
final class RenderingLog implements VaultObserver {

  private static final Logger LOG = LoggerFactory.getLogger(RenderingLog.class);

  private final RenderingMeters meters;

  RenderingLog(RenderingMeters meters) {
    this.meters = meters;
  }

  @Override
  public void rendered(Rendered rendered) {
    meters.rendered(rendered);
    LoggingEventBuilder line =
        LOG.atLevel(level(rendered))
            .setMessage("rendered")
            .addKeyValue("outcome", rendered.outcome().name().toLowerCase(Locale.ROOT))
            .addKeyValue("variants", rendered.made())
            .addKeyValue("durationMs", rendered.took().toMillis())
            .addKeyValue("userId", rendered.image().owner())
            .addKeyValue("imageId", rendered.image().id());
    if (rendered.failure().isPresent()) {
      line = line.addKeyValue("reason", rendered.failure().get().getMessage());
    }
    line.log();
  }

  private static Level level(Rendered rendered) {
    boolean backEndFailed =
        rendered.failure().filter(BackEndException.class::isInstance).isPresent();
    if (backEndFailed || Thread.currentThread().isInterrupted()) {
      // The worker tells it once, however many images wait; or this process is being stopped.
      return Level.DEBUG;
    }
    return rendered.outcome() == Outcome.DIED || rendered.outcome() == Outcome.POSTPONED
        ? Level.WARN
        : Level.INFO;
  }
}
