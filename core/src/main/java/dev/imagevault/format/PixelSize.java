package dev.imagevault.format;

/** A width and a height, both positive and together within {@link Limits#MAX_PIXELS}. */
record PixelSize(int width, int height) {

  /** Returns the size, or rejects the image that {@code image} reads. */
  static PixelSize of(Reader image, long width, long height) {
    if (width < 1 || height < 1) {
      throw image.invalid("its width or height is zero");
    }
    if (width > Limits.MAX_PIXELS
        || height > Limits.MAX_PIXELS
        || width * height > Limits.MAX_PIXELS) {
      throw image.beyondLimit(Limits.MAX_PIXELS, "pixels in a frame");
    }
    return new PixelSize((int) width, (int) height);
  }

  /** Returns the size as shown, with this EXIF orientation: 5 to 8 turn the image by 90 degrees. */
  PixelSize shown(int orientation) {
    return orientation >= 5 ? turned() : this;
  }

  /** Returns the size after a turn by 90 degrees. */
  PixelSize turned() {
    return new PixelSize(/* width= */ height, /* height= */ width);
  }
}
