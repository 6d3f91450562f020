package dev.imagevault.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Size;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.format.ImageChecker;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Trusts no decoder: what one made is checked and cleaned like an upload. */
public final class RenditionCheck {

  /** Headers and tables. */
  private static final long SLACK = 64 << 10;

  private RenditionCheck() {}

  /**
   * Returns the picture that is next in a stream.
   *
   * @param size that it must have
   * @param format that it must have
   * @param length bytes that it has
   * @throws RenderingException of {@code WORKER}: it is no such picture
   * @throws IOException the stream cannot be read
   */
  public static Rendition check(
      RenditionSpec spec, Size size, ImageFormat format, InputStream in, long length)
      throws IOException {
    if (length < 0 || length > SLACK + 4L * size.width() * size.height()) {
      throw bad("more bytes than such a picture has", null);
    }
    byte[] bytes = in.readNBytes((int) length);
    try {
      CheckedImage image =
          ImageChecker.check(bytes, bytes.length, VaultPolicy.DEFAULT, () -> false);
      if (image.format() == format && new Size(image.width(), image.height()).equals(size)) {
        return new Rendition(spec, format, size.width(), size.height(), image.bytes());
      }
      throw bad("a " + image.width() + " x " + image.height() + " " + image.format(), null);
    } catch (ImageRejectedException e) {
      throw bad("what is no image (" + e.getMessage() + ")", e);
    }
  }

  private static RenderingException bad(String what, @Nullable Throwable cause) {
    return new RenderingException(Failure.WORKER, "the decoder made " + what, cause);
  }
}
