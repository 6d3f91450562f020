package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;

/** The one way in: from bytes of any origin to an image that may be stored. */
public final class ImageChecker {

  private ImageChecker() {}

  /**
   * Returns the image that these bytes are, checked and, where asked for, cleaned of metadata.
   *
   * @param bytes from any origin; they are not changed, and must not be while the result is in use
   * @param length how many of the bytes, from the first, are the file
   * @param stripMetadata whether private metadata is removed; what follows the image's end always
   *     is
   * @throws ImageRejectedException {@code EMPTY}, {@code UNSUPPORTED} or {@code INVALID}
   */
  public static CheckedImage check(byte[] bytes, int length, boolean stripMetadata) {
    throw new ImageRejectedException(
        ImageRejectedException.Reason.UNSUPPORTED, "The file is not an accepted image");
  }
}
