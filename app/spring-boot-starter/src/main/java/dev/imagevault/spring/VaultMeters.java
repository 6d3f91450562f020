package dev.imagevault.spring;

import dev.imagevault.Rendered;
import dev.imagevault.SweepReport;
import dev.imagevault.VaultObserver;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.RenderingQueue.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts what the vault did, under the names that the service has for it. Thread-safe. */
final class VaultMeters implements VaultObserver, MeterBinder {

  private static final String UPLOADS = "imagevault.uploads";
  private static final String SWEPT = "imagevault.sweep.images";
  private static final String RENDERED = "imagevault.rendering.images";
  private static final String VARIANTS = "imagevault.rendering.variants";

  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

  /** All counters are there from the begin, at zero. */
  @Override
  public void bindTo(MeterRegistry registry) {
    registries.add(registry);
    for (String outcome : List.of("stored", "rejected", "conflict", "failed")) {
      count(UPLOADS, outcome, 0);
    }
    for (String outcome : List.of("removed", "kept", "withdrawn", "failed")) {
      count(SWEPT, outcome, 0);
    }
    for (Outcome outcome : Outcome.values()) {
      count(RENDERED, word(outcome), 0);
    }
    registry.counter(VARIANTS);
  }

  private void count(String name, String outcome, int more) {
    registries.forEach(each -> each.counter(name, "outcome", outcome).increment(more));
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void uploaded(Image image) {
    count(UPLOADS, "stored", 1);
  }

  @Override
  public void refused(OwnerId owner, ImageException reason) {
    count(
        UPLOADS,
        reason instanceof ImageRejectedException
            ? "rejected"
            : reason instanceof ImageConflictException ? "conflict" : "failed",
        1);
  }

  @Override
  public void rendered(Rendered rendered) {
    count(RENDERED, word(rendered.outcome()), 1);
    registries.forEach(each -> each.counter(VARIANTS).increment(rendered.made()));
  }

  @Override
  public void swept(SweepReport report) {
    count(SWEPT, "removed", report.removed());
    count(SWEPT, "kept", report.kept());
    count(SWEPT, "withdrawn", report.withdrawn());
    count(SWEPT, "failed", report.failed());
  }
}
