package dev.imagevault.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Renders what an engine was seen to render on this machine. Closing it closes the engine, whose
 * processes end with this one in any case.
 */
public final class EngineRenderer implements ImageRenderer, AutoCloseable {

  /** A machine that is busy when this starts must not cost a format for good. */
  private static final Duration TRIAL = Duration.ofMinutes(2);

  private final Engine engine;
  private final Engine trial;
  private final Set<ImageFormat> reads = EnumSet.noneOf(ImageFormat.class);
  private final Set<Encoding> writes = EnumSet.noneOf(Encoding.class);
  private final String description;

  /**
   * Lets the engine render a small image of each of these formats: it starts some processes, and
   * takes a second or two.
   *
   * @param engine renders images
   * @param trial renders the small ones: the same engine, in an {@linkplain Cell#urgent urgent}
   *     cell
   * @throws RenderingException of {@code ENGINE}: it renders none of them. The message is one line,
   *     and says why and what to install
   */
  public EngineRenderer(
      Engine engine, Engine trial, Isolation isolation, Set<ImageFormat> formats) {
    this.engine = engine;
    this.trial = trial;
    List<String> failures = new ArrayList<>();
    for (ImageFormat format : EnumSet.copyOf(formats)) {
      String failure = trial(format, Encoding.BEST);
      if (failure.isEmpty()) {
        reads.add(format);
      } else {
        failures.add(format + ": " + failure);
      }
    }
    String failed = String.join("; ", failures);
    if (reads.isEmpty()) {
      String message = engine.name() + " renders nothing: " + engine.remedy() + " (" + failed + ")";
      throw new RenderingException(Failure.ENGINE, message, null);
    }
    writes.add(Encoding.BEST);
    for (Encoding encoding : EnumSet.complementOf(EnumSet.of(Encoding.BEST))) {
      if (trial(reads.iterator().next(), encoding).isEmpty()) {
        writes.add(encoding);
      }
    }
    Set<ImageFormat> unread = EnumSet.complementOf(EnumSet.copyOf(reads));
    description =
        engine.name()
            + (" renders " + names(reads))
            + (", isolation " + isolation.name().toLowerCase(Locale.ROOT))
            + (unread.isEmpty() ? "" : "; for " + names(unread) + " " + engine.remedy())
            + (failed.isEmpty() ? "" : " (" + failed + ")");
  }

  private static String names(Set<ImageFormat> formats) {
    return String.join(", ", formats.stream().map(ImageFormat::name).toList());
  }

  /** Returns why a small image of this format cannot be rendered, or nothing if it can. */
  private String trial(ImageFormat format, Encoding encoding) {
    List<Rendition> made = new ArrayList<>();
    List<RenditionSpec> specs = List.of(new RenditionSpec(RenditionSpec.MIN_EDGE, encoding));
    try (InputStream sample = TrialImages.open(format);
        Scratch files = new Scratch(sample)) {
      trial.render(format, files, specs, TRIAL, made::add);
      return made.size() == 1 ? "" : "there is no picture";
    } catch (IOException | RenderingException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public Set<ImageFormat> reads() {
    return Set.copyOf(reads);
  }

  @Override
  public Set<Encoding> writes() {
    return Set.copyOf(writes);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void render(
      ImageFormat format,
      InputStream source,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    if (!reads.contains(format)
        || !writes.containsAll(specs.stream().map(RenditionSpec::encoding).toList())) {
      throw new RenderingException(Failure.ENGINE, "not rendered here: " + description, null);
    }
    List<RenditionSpec> largestFirst =
        specs.stream().sorted(Comparator.comparingInt(RenditionSpec::edge).reversed()).toList();
    Duration whole = timeout.multipliedBy(Math.max(1, specs.size()));
    try (Scratch files = new Scratch(source)) {
      engine.render(format, files, largestFirst, whole, out);
    } catch (IOException e) {
      throw new RenderingException(Failure.ENGINE, "a file or program cannot be used: " + e, e);
    } catch (RenderingException e) {
      throw e.failure() == Failure.IMAGE ? blamed(e, format) : e;
    }
  }

  /** An engine that cannot render what it could is itself to blame, and no image is. */
  private RenderingException blamed(RenderingException failure, ImageFormat format) {
    String now = trial(format, Encoding.BEST);
    return now.isEmpty()
        ? failure
        : new RenderingException(
            Failure.ENGINE, engine.name() + " renders nothing any more: " + now, failure);
  }

  @Override
  public void close() {
    trial.close();
    engine.close();
  }
}
