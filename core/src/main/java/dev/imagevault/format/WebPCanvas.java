package dev.imagevault.format;

/** What an extended WebP says of itself in its first chunk, VP8X (RFC 9649, 2.7.1). */
record WebPCanvas(int flags, int reserved, PixelSize size) {

  static final int PROFILE = 0x20;
  static final int ALPHA = 0x10;
  static final int ANIMATION = 0x02;
  static final int RESERVED_LENGTH = 3;
  private static final int LENGTH = 10;

  /** Reads the chunk's data. */
  static WebPCanvas read(Reader data) {
    if (data.remaining() != LENGTH) {
      throw data.invalid("its header is malformed");
    }
    int flags = data.u8();
    int reserved = data.u24le();
    return new WebPCanvas(
        flags, reserved, PixelSize.of(data, data.u24le() + 1L, data.u24le() + 1L));
  }

  boolean isAnimated() {
    return (flags & ANIMATION) != 0;
  }
}
