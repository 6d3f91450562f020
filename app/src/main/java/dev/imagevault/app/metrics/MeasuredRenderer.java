package dev.imagevault.app.metrics;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.Rendition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A renderer, measured: how long it takes for all variants of an image, their puts included. */
final class MeasuredRenderer implements ImageRenderer {

  private final ImageRenderer renderer;
  private final Map<ImageFormat, Timer> timers = new EnumMap<>(ImageFormat.class);

  MeasuredRenderer(ImageRenderer renderer, String engine, MeterRegistry registry) {
    this.renderer = renderer;
    for (ImageFormat format : renderer.reads()) {
      timers.put(
          format,
          Timer.builder("imagevault.rendering")
              .description("renderings, each of one image, failed ones included")
              .tag("engine", engine)
              .tag("format", format.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(Buckets.DURATIONS)
              .register(registry));
    }
  }

  @Override
  public Set<ImageFormat> reads() {
    return renderer.reads();
  }

  @Override
  public Set<Encoding> writes() {
    return renderer.writes();
  }

  @Override
  public String description() {
    return renderer.description();
  }

  @Override
  public void render(
      ImageFormat format,
      InputStream source,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out) {
    long begin = System.nanoTime();
    try {
      renderer.render(format, source, specs, timeout, out);
    } finally {
      Objects.requireNonNull(timers.get(format))
          .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
  }
}
