package dev.imagevault.port;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes smaller pictures that every browser shows. The decoder runs in a process of its own, which
 * holds no secret and has bounds: a hostile image costs its own rendering at the most. Thread-safe;
 * each call has a process for itself, so the caller decides how many there are at a time.
 */
public interface ImageRenderer {

  /** Returns the formats that it reads now; none if there is no engine on this machine. */
  Set<ImageFormat> reads();

  /** Returns the encodings that it writes now. {@code BEST} is among them if it reads anything. */
  Set<Encoding> writes();

  /**
   * Returns one line for the operator: what renders which formats and how it is confined, and what
   * to install for the rest.
   */
  String description();

  /**
   * Pictures of an image have been handed over, one of each spec.
   *
   * <ol>
   *   <li>V1. Each shows what the image shows: its first frame, turned as its orientation says, its
   *       colours converted to sRGB.
   *   <li>V2. Its size is {@link RenditionSpec#of} that of the image: it is never enlarged.
   *   <li>V3. Transparency is kept, or, in a JPEG, is white.
   *   <li>V4. It has no metadata and no profile, and passes the check that uploads pass.
   *   <li>V5. Broken and hostile images fail within the time-outs, and cost this process neither
   *       heap in proportion to their pixels nor anything that stays: no process and no file.
   * </ol>
   *
   * @param format what the source is
   * @param source the image, which has passed the check of uploads; read once, and not closed
   * @param specs what is wanted; one that is there twice is made twice
   * @param timeout for each of them; positive
   * @param out is given each picture as it is made, the largest first. What it throws ends the call
   *     and reaches the caller as it is
   * @throws RenderingException of what failed; what was handed over before is good
   * @throws IllegalArgumentException the time-out is not positive (V6)
   */
  void render(
      ImageFormat format,
      InputStream source,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out);
}
