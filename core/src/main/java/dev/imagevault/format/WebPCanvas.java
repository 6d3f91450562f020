package dev.imagevault.format;

/** What an extended WebP says of itself in its first chunk, VP8X (RFC 9649, 2.7.1). */
record WebPCanvas(int flags, PixelSize size) {

  static final int PROFILE = 0x20;
  static final int EXIF = 0x08;
  static final int XMP = 0x04;
  private static final int ANIMATION = 0x02;
  private static final int LENGTH = 10;

  /** Reads the chunk's data. */
  static WebPCanvas read(Reader data) {
    if (data.remaining() != LENGTH) {
      throw data.invalid("its header is malformed");
    }
    int flags = data.u8();
    data.skip(3);
    return new WebPCanvas(flags, PixelSize.of(data, data.u24le() + 1L, data.u24le() + 1L));
  }

  boolean isAnimated() {
    return (flags & ANIMATION) != 0;
  }
}
