package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageRejectedException.Reason;
import java.util.Objects;

/** The one way in: from bytes of any origin to an image that may be stored. */
public final class ImageChecker {

  private ImageChecker() {}

  /**
   * Returns the image that these bytes are, checked and, where asked for, cleaned of metadata. The
   * time is linear in the length; beside the bytes it takes memory for at most {@link
   * Limits#MAX_PARTS} small objects.
   *
   * @param bytes from any origin; they are not changed, and must not be while the result is in use
   * @param length how many of the bytes, from the first, are the file
   * @param stripMetadata whether private metadata is removed; what follows the image's end always
   *     is
   * @throws ImageRejectedException {@code EMPTY}, {@code UNSUPPORTED} or {@code INVALID}
   */
  public static CheckedImage check(byte[] bytes, int length, boolean stripMetadata) {
    Objects.checkFromIndexSize(0, length, bytes.length);
    if (length == 0) {
      throw new ImageRejectedException(Reason.EMPTY, "The file is empty");
    }
    if (Jpeg.recognises(file(ImageFormat.JPEG, bytes, length))) {
      return Jpeg.check(file(ImageFormat.JPEG, bytes, length), stripMetadata);
    }
    if (Png.recognises(file(ImageFormat.PNG, bytes, length))) {
      return Png.check(file(ImageFormat.PNG, bytes, length), stripMetadata);
    }
    if (Gif.recognises(file(ImageFormat.GIF, bytes, length))) {
      return Gif.check(file(ImageFormat.GIF, bytes, length), stripMetadata);
    }
    if (WebP.recognises(file(ImageFormat.WEBP, bytes, length))) {
      return WebP.check(file(ImageFormat.WEBP, bytes, length), stripMetadata);
    }
    ImageFormat heif = Heif.recognise(file(ImageFormat.HEIC, bytes, length));
    if (heif != null) {
      return Heif.check(file(heif, bytes, length), stripMetadata);
    }
    throw new ImageRejectedException(
        Reason.UNSUPPORTED, "The file is not a JPEG, PNG, GIF, WebP, AVIF or HEIC image");
  }

  private static Reader file(ImageFormat format, byte[] bytes, int length) {
    return new Reader(format, bytes, 0, length);
  }
}
