package dev.imagevault.format;

import dev.imagevault.domain.UploadPolicy;

/** A width and a height, both positive and together within {@link UploadPolicy#MAX_PIXELS}. */
record PixelSize(int width, int height) {

  /** Returns the size, or rejects the image that {@code image} reads. */
  static PixelSize of(Reader image, long width, long height) {
    if (width < 1 || height < 1) {
      throw image.invalid("its width or height is zero");
    }
    if (width > UploadPolicy.MAX_PIXELS
        || height > UploadPolicy.MAX_PIXELS
        || width * height > UploadPolicy.MAX_PIXELS) {
      throw image.beyondLimit(UploadPolicy.MAX_PIXELS, "pixels in a frame");
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
