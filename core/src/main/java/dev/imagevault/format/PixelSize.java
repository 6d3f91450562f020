package dev.imagevault.format;

/** A width and a height, both positive and together within the pixels that a frame may have. */
record PixelSize(int width, int height) {

  /** Returns the size, or rejects the image that {@code image} reads. */
  static PixelSize of(Reader image, long width, long height) {
    if (width < 1 || height < 1) {
      throw image.invalid("its width or height is zero");
    }
    long most = image.budget().maxPixels();
    if (width > most || height > most || width * height > most) {
      throw image.beyondLimit(most, "pixels in a frame");
    }
    return new PixelSize((int) width, (int) height);
  }

  /** As {@link #of}, for a further frame of an animation or sequence. */
  static PixelSize ofFrame(Reader image, long width, long height) {
    PixelSize size = of(image, width, height);
    image.budget().frame(size, image);
    return size;
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
