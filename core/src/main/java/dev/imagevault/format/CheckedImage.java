package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;

/**
 * An image that was found well-formed, and its bytes as they are to be stored.
 *
 * @param format what the content is
 * @param width in pixels, as shown: after orientation
 * @param height in pixels, as shown: after orientation
 * @param bytes the image up to its end, without private metadata where that was asked for
 */
public record CheckedImage(ImageFormat format, int width, int height, ImageBytes bytes) {

  CheckedImage(ImageFormat format, PixelSize size, ImageBytes bytes) {
    this(format, size.width(), size.height(), bytes);
  }
}
