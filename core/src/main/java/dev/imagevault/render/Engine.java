package dev.imagevault.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.Rendition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A decoder, a scaler and an encoder, run in a {@link Cell}. {@link EngineRenderer} uses it. */
public interface Engine extends AutoCloseable {

  /** Returns what it is called, for the operator. */
  String name();

  /** Returns what lets it read more formats, such as "install Debian's libvips-tools". */
  String remedy();

  /**
   * Hands over a picture for each spec, in this order, each as it is made.
   *
   * @param format what the original is
   * @param files has the image as {@link Scratch#original}, and room for more
   * @param specs from the largest edge to the smallest
   * @param timeout for all of them
   * @throws RenderingException it cannot
   * @throws IOException a file cannot be used, or a program cannot be started
   */
  void render(
      ImageFormat format,
      Scratch files,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out)
      throws IOException;

  /** Ends what it has started ahead, and what is under way. It renders nothing any more. */
  @Override
  void close();
}
