package dev.imagevault.format;

/** What turns and crops make of a picture's size (ISO/IEC 23008-12, 6.5.9 and 6.5.10). */
final class HeifTransformation {

  private HeifTransformation() {}

  /**
   * Returns the size after this property.
   *
   * @param coding of the picture, for browsers crop AVIF in their own way
   */
  static PixelSize apply(Box property, PixelSize size, String coding) {
    Reader content = property.content();
    return switch (property.type()) {
      case "irot" -> (content.u8() & 1) == 1 ? size.turned() : size;
      case "clap" -> coding.equals("hvc1") ? cropped(content, size) : croppedAvif(content, size);
      default -> size;
    };
  }

  /** A crop that is not within the image is one that viewers pass over. */
  private static PixelSize cropped(Reader clap, PixelSize size) {
    long width = quotient(clap.u32(), clap.u32());
    long height = quotient(clap.u32(), clap.u32());
    return isWithin(width, height, size) ? new PixelSize((int) width, (int) height) : size;
  }

  private static long quotient(long numerator, long denominator) {
    return denominator == 0 ? 0 : (numerator + denominator / 2) / denominator;
  }

  /** Chromium crops only if whole pixels are left, the first of the image's among them. */
  private static PixelSize croppedAvif(Reader clap, PixelSize size) {
    long width = whole(clap.u32(), clap.u32());
    long height = whole(clap.u32(), clap.u32());
    boolean fromFirst =
        isWithin(width, height, size)
            && isHalf(width - size.width(), clap)
            && isHalf(height - size.height(), clap);
    return fromFirst ? new PixelSize((int) width, (int) height) : size;
  }

  private static long whole(long numerator, long denominator) {
    return denominator == 0 || numerator % denominator != 0 ? 0 : numerator / denominator;
  }

  /** The offset of the crop's centre from the image's, which is signed. */
  private static boolean isHalf(long twice, Reader clap) {
    long numerator = (int) clap.u32();
    long denominator = (int) clap.u32();
    return denominator != 0 && 2 * numerator == twice * denominator;
  }

  private static boolean isWithin(long width, long height, PixelSize size) {
    return width >= 1 && width <= size.width() && height >= 1 && height <= size.height();
  }
}
