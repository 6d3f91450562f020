package dev.imagevault.app.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What makes variants on this machine: libvips, the JDK or, if what is wanted cannot be had,
 * nothing. Close it when no rendering is under way: that ends the JVM which waits for an image.
 */
public final class InstalledEngine implements AutoCloseable {

  /** Which engine is wanted: a value of {@code VARIANT_ENGINE}. */
  public enum Choice {
    /** Libvips if it passes its trial here, else the JDK. */
    AUTO,
    /** Libvips. */
    VIPS,
    /** The JDK. */
    JDK
  }

  private final String name;
  private final ImageRenderer renderer;
  private final Runnable end;

  private InstalledEngine(String name, ImageRenderer renderer, Runnable end) {
    this.name = name;
    this.renderer = renderer;
    this.end = end;
  }

  /**
   * Tries what is wanted, in processes that render small images, which takes some seconds. Never
   * fails: {@link #renderer} says what was found.
   *
   * @param isolations that will do, the best first: the first that can be had is taken
   * @param memory bytes of address space that each process may have
   */
  public static InstalledEngine find(Choice choice, List<Isolation> isolations, long memory) {
    // Both engines lack the same when there is no sandbox.
    Set<String> reasons = new LinkedHashSet<>();
    for (Isolation isolation : isolations) {
      for (Choice each : List.of(Choice.VIPS, Choice.JDK)) {
        if (choice != Choice.AUTO && choice != each) {
          continue;
        }
        try {
          EngineRenderer found =
              each == Choice.VIPS
                  ? VipsEngine.find(isolation, memory)
                  : JdkEngine.find(isolation, memory);
          return new InstalledEngine(each.name().toLowerCase(Locale.ROOT), found, found::close);
        } catch (RenderingException e) {
          reasons.add(e.getMessage());
        }
      }
    }
    String description = "no image can be rendered: " + String.join("; ", reasons);
    return new InstalledEngine("none", new Nothing(description), () -> {});
  }

  /** Returns one word for metrics: {@code vips}, {@code jdk} or {@code none}. */
  public String name() {
    return name;
  }

  /** Returns what renders. It reads no format if there is no engine; its description says why. */
  public ImageRenderer renderer() {
    return renderer;
  }

  @Override
  public void close() {
    end.run();
  }

  private record Nothing(String description) implements ImageRenderer {

    @Override
    public Set<ImageFormat> reads() {
      return Set.of();
    }

    @Override
    public Set<Encoding> writes() {
      return Set.of();
    }

    @Override
    public void render(
        ImageFormat format,
        InputStream source,
        List<RenditionSpec> specs,
        Duration timeout,
        Consumer<Rendition> out) {
      throw new RenderingException(Failure.ENGINE, description, null);
    }
  }
}
