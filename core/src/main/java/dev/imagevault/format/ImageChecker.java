package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageRejectedException.Reason;
import dev.imagevault.domain.VaultPolicy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The one way in: from bytes of any origin to an image that may be stored. */
public final class ImageChecker {

  /** All kinds of files that are accepted; no file is recognised by two of them. */
  private static final List<FileFormat> FORMATS =
      List.of(Jpeg.FORMAT, Png.FORMAT, Gif.FORMAT, WebP.FORMAT, Heif.FORMAT);

  private ImageChecker() {}

  /**
   * Returns the image that these bytes are, checked and, if the policy says so, cleaned of
   * metadata. Time and memory are in proportion to the length, whatever the bytes are: beside them
   * it takes heap for at most {@link Limits#memoryOfCheck}.
   *
   * @param bytes from any origin; they are not changed, and must not be while the result is in use
   * @param length how many of the bytes, from the first, are the file
   * @param policy how many pixels a frame may have, and whether private metadata is removed; what
   *     follows the image's end always is
   * @param isOver whether nobody waits for the result any more; asked every few microseconds
   * @throws ImageRejectedException {@code EMPTY}, {@code UNSUPPORTED} or {@code INVALID}
   * @throws CancellationException {@code isOver} said so
   */
  public static CheckedImage check(
      byte[] bytes, int length, VaultPolicy policy, BooleanSupplier isOver) {
    Budget budget = new Budget(length, policy.maxPixels(), isOver);
    return check(bytes, length, policy.stripMetadata(), budget);
  }

  /** As the public one, within this budget. */
  static CheckedImage check(byte[] bytes, int length, boolean stripMetadata, Budget budget) {
    Objects.checkFromIndexSize(0, length, bytes.length);
    if (length == 0) {
      throw new ImageRejectedException(Reason.EMPTY, "The file is empty");
    }
    for (FileFormat format : FORMATS) {
      ImageFormat name = format.recognise(new Reader("The file", bytes, 0, length, budget));
      if (name != null) {
        Reader file = new Reader("The " + name + " image", bytes, 0, length, budget);
        return format.check(file, stripMetadata);
      }
    }
    throw new ImageRejectedException(
        Reason.UNSUPPORTED, "The file is not a JPEG, PNG, GIF, WebP, AVIF or HEIC image");
  }

  /** As the public one, with the default policy but for this, and for as long as it takes. */
  static CheckedImage check(byte[] bytes, int length, boolean stripMetadata) {
    VaultPolicy policy = VaultPolicy.DEFAULT.withStripMetadata(stripMetadata);
    return check(bytes, length, policy, () -> false);
  }
}
