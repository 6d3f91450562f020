package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;

/** Checks the image of an AVIF or HEIC file that is shown, and those it is derived from. */
final class HeifPrimary {

  private final Reader file;

  /**
   * Checks images of this file.
   *
   * @param file reads it from its start
   */
  HeifPrimary(Reader file) {
    this.file = file;
  }

  /** Returns how the image is coded, or rejects it. */
  ImageFormat check(HeifItem primary) {
    return check(primary, 0);
  }

  private ImageFormat check(HeifItem item, int depth) {
    if (item.format != null) {
      return item.format;
    }
    if (depth > Limits.MAX_NESTING) {
      throw file.beyondLimit(Limits.MAX_NESTING, "images derived from one another");
    }
    ImageFormat format = item.isDerived() ? derived(item, depth) : coded(item);
    item.format = format;
    return format;
  }

  private ImageFormat coded(HeifItem item) {
    ImageFormat format =
        switch (item.type) {
          case "av01" -> ImageFormat.AVIF;
          case "hvc1" -> ImageFormat.HEIC;
          case "" -> throw file.invalid("it has no image");
          default ->
              throw new ImageRejectedException(
                  ImageRejectedException.Reason.UNSUPPORTED,
                  "The image is coded neither as AVIF nor as HEIC");
        };
    if (!item.configured || item.size == null || !item.hasData()) {
      throw file.invalid("an image has no data, size or configuration");
    }
    return format;
  }

  private ImageFormat derived(HeifItem item, int depth) {
    if (item.derivedFrom.isEmpty() || item.size == null) {
      throw file.invalid("an image is derived from none");
    }
    ImageFormat format = check(item.derivedFrom.get(0), depth + 1);
    for (HeifItem source : item.derivedFrom) {
      if (check(source, depth + 1) != format) {
        throw file.invalid("an image is derived from images of different kinds");
      }
    }
    if (item.type.equals("grid")) {
      grid(item);
    }
    return format;
  }

  /** ISO/IEC 23008-12, 6.6.2.3: tiles of one size that cover the whole. */
  private void grid(HeifItem item) {
    if (!item.hasData()) {
      throw file.invalid("a grid of images is malformed");
    }
    HeifItem.Extent extent = item.extents.get(0);
    Reader data = file.ahead().skip(extent.from()).part(extent.length());
    data.skip(1);
    boolean isLong = (data.u8() & 1) == 1;
    int rows = data.u8() + 1;
    int columns = data.u8() + 1;
    PixelSize size =
        PixelSize.of(file, data.unsigned(isLong ? 4 : 2), data.unsigned(isLong ? 4 : 2));
    PixelSize tile = item.derivedFrom.get(0).size;
    if (item.derivedFrom.size() != rows * columns
        || !size.equals(item.size)
        || tile == null
        || (long) tile.width() * columns < size.width()
        || (long) tile.height() * rows < size.height()) {
      throw file.invalid("a grid of images is malformed");
    }
  }
}
