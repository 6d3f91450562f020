package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/** The chunks that make one picture or one frame: its pixels, and before lossy ones their alpha. */
final class WebPPicture {

  private static final int LOSSY_HEADER_LENGTH = 10;

  private @Nullable PixelSize size;
  private boolean hasAlpha;

  /** Takes the next chunk and returns whether it belongs to the picture. */
  boolean take(String type, Reader data) {
    if (size != null) {
      return false;
    }
    switch (type) {
      case "ALPH" -> alpha(data);
      case "VP8 " -> size = lossy(data);
      case "VP8L" -> size = lossless(data);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Returns the size, or rejects the image where the picture is missing. */
  PixelSize size(Reader image) {
    if (size == null) {
      throw image.invalid("it has no image data");
    }
    return size;
  }

  /** RFC 9649, 2.7.1.2. */
  private void alpha(Reader data) {
    boolean knownCompression = (data.u8() & 3) <= 1;
    if (hasAlpha || !knownCompression || data.remaining() == 0) {
      throw data.invalid("its alpha data are malformed");
    }
    hasAlpha = true;
  }

  /** The frame header of a VP8 key frame (RFC 6386, 9.1). */
  private static PixelSize lossy(Reader data) {
    int length = data.remaining();
    int tag = data.u24le();
    boolean keyFrame = (tag & 1) == 0;
    boolean knownVersion = (tag >> 1 & 7) <= 3;
    boolean shown = (tag >> 4 & 1) == 1;
    int firstPartition = tag >> 5;
    if (!keyFrame || !knownVersion || !shown || !data.startsWith("\u009d\u0001*")) {
      throw data.invalid("its lossy data are malformed");
    }
    data.skip(3);
    PixelSize size = PixelSize.of(data, data.u16le() & 0x3fff, data.u16le() & 0x3fff);
    if (firstPartition > length - LOSSY_HEADER_LENGTH) {
      throw data.invalid("its lossy data end too early");
    }
    return size;
  }

  /** RFC 9649, 3.4. */
  private PixelSize lossless(Reader data) {
    boolean signed = data.u8() == 0x2f;
    long header = data.u32le();
    boolean knownVersion = header >> 29 == 0;
    if (!signed || !knownVersion || hasAlpha || data.remaining() == 0) {
      throw data.invalid("its lossless data are malformed");
    }
    return PixelSize.of(data, (header & 0x3fff) + 1, (header >> 14 & 0x3fff) + 1);
  }
}
