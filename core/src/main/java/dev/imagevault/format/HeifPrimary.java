package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import java.util.Set;

/** Checks the image of an AVIF or HEIC file that is shown, and those it is derived from. */
final class HeifPrimary {

  /** What is put together of images that are coded the same way. */
  private static final Set<String> OF_ONE_KIND = Set.of("grid", "iovl", "iden", "sato");

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

  /** Returns whether browsers take this image for one that they can decode. */
  static boolean isDecodedByBrowsers(HeifItem item) {
    return item.isKept()
        && switch (item.type) {
          case "av01" -> item.hasData;
          case "grid", "iovl", "iden" -> item.sources.length > 0;
          default -> false;
        };
  }

  private ImageFormat check(HeifItem item, int depth) {
    if (item.format != null) {
      return item.format;
    }
    if (depth > Limits.MAX_NESTING) {
      throw file.beyondLimit(Limits.MAX_NESTING, "images derived from one another");
    }
    ImageFormat format =
        switch (item.type) {
          case "av01" -> coded(item, ImageFormat.AVIF);
          case "hvc1" -> coded(item, ImageFormat.HEIC);
          case "grid", "iovl", "iden", "tmap", "sato" -> derived(item, depth);
          default -> {
            // What is derived in ways unknown here is as what it is derived from.
            if (item.sources.length == 0 || item.isMetadata()) {
              throw new ImageRejectedException(
                  ImageRejectedException.Reason.UNSUPPORTED,
                  "The image is coded neither as AVIF nor as HEIC");
            }
            yield derived(item, depth);
          }
        };
    item.format = format;
    return format;
  }

  private ImageFormat coded(HeifItem item, ImageFormat format) {
    if (!item.configured || item.size == null || !item.hasData) {
      throw file.invalid("an image has no data, size or configuration");
    }
    return format;
  }

  private ImageFormat derived(HeifItem item, int depth) {
    if (item.sources.length == 0 || item.size == null) {
      throw file.invalid("an image is derived from none");
    }
    ImageFormat format = check(item.sources[0], depth + 1);
    if (OF_ONE_KIND.contains(item.type)) {
      for (HeifItem source : item.sources) {
        file.budget().step();
        if (check(source, depth + 1) != format) {
          throw file.invalid("an image is derived from images of different kinds");
        }
      }
    }
    if (item.type.equals("grid")) {
      grid(item);
    }
    return format;
  }

  /** ISO/IEC 23008-12, 6.6.2.3: tiles of one size that cover the whole. */
  private void grid(HeifItem item) {
    if (!item.hasData) {
      throw file.invalid("a grid of images is malformed");
    }
    Reader data = file.ahead().skip(item.from).part(item.length);
    data.skip(1);
    boolean isLong = (data.u8() & 1) == 1;
    int rows = data.u8() + 1;
    int columns = data.u8() + 1;
    PixelSize size =
        PixelSize.of(file, data.unsigned(isLong ? 4 : 2), data.unsigned(isLong ? 4 : 2));
    PixelSize tile = item.sources[0].size;
    if (item.sources.length != rows * columns
        || !size.equals(item.size)
        || tile == null
        || (long) tile.width() * columns < size.width()
        || (long) tile.height() * rows < size.height()) {
      throw file.invalid("a grid of images is malformed");
    }
  }
}
