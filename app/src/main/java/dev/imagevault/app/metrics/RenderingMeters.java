package dev.imagevault.app.metrics;

import dev.imagevault.Rendered;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.RenderingQueue.Waiting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What this process renders, and what waits for rendering in any. Thread-safe. */
public final class RenderingMeters {

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> images = new EnumMap<>(Outcome.class);
  private final Counter variants;
  private volatile Optional<Waiting> waiting = Optional.empty();

  RenderingMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      images.put(
          outcome,
          Counter.builder("imagevault.rendering.images")
              .description("images that were taken up to be rendered, by how that ended")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    variants =
        Counter.builder("imagevault.rendering.variants")
            .description("variants that were made")
            .register(registry);
    gauge("waiting", Waiting::images);
    gauge("failed", Waiting::failed);
    TimeGauge.builder(
            "imagevault.unrendered.oldest",
            () -> now(it -> it.oldest().toSeconds()),
            TimeUnit.SECONDS)
        .description("how long the image has waited for rendering that has waited longest")
        .register(registry);
  }

  private void gauge(String status, ToDoubleFunction<Waiting> value) {
    Gauge.builder("imagevault.unrendered.images", () -> now(value))
        .description("images of all users that wait for rendering, or cannot be rendered")
        .tag("status", status)
        .register(registry);
  }

  private double now(ToDoubleFunction<Waiting> value) {
    return waiting.map(value::applyAsDouble).orElse(Double.NaN);
  }

  /** Returns the renderer, measured from now on. */
  public ImageRenderer measured(ImageRenderer renderer, String engine) {
    return new MeasuredRenderer(renderer, engine, registry);
  }

  /** An image was rendered, or could not be. */
  public void rendered(Rendered rendered) {
    Objects.requireNonNull(images.get(rendered.outcome())).increment();
    variants.increment(rendered.made());
  }

  /** So much waits; empty if the database cannot tell. */
  public void waiting(Optional<Waiting> now) {
    waiting = now;
  }
}
