package dev.imagevault.format;

/** A PNG's first chunk, IHDR (PNG, 11.2.1). */
final class PngHeader {

  private static final int GREYSCALE = 0;
  private static final int TRUECOLOUR = 2;
  private static final int INDEXED = 3;
  private static final int GREYSCALE_ALPHA = 4;
  private static final int TRUECOLOUR_ALPHA = 6;
  private static final int LENGTH = 13;

  private final PixelSize size;
  private final int colourType;

  /** Reads the chunk's data. */
  PngHeader(Reader data) {
    if (data.remaining() != LENGTH) {
      throw data.invalid("its header is malformed");
    }
    size = PixelSize.of(data, data.u32(), data.u32());
    int bitDepth = data.u8();
    colourType = data.u8();
    boolean deflateAndAdaptive = data.u16() == 0;
    boolean knownInterlace = data.u8() <= 1;
    if (!isPossible(colourType, bitDepth) || !deflateAndAdaptive || !knownInterlace) {
      throw data.invalid("its header is malformed");
    }
  }

  PixelSize size() {
    return size;
  }

  boolean needsPalette() {
    return colourType == INDEXED;
  }

  boolean mayHavePalette() {
    return colourType == INDEXED || colourType == TRUECOLOUR || colourType == TRUECOLOUR_ALPHA;
  }

  /** Returns how many bytes an sBIT chunk has: one for each channel. */
  int significantBitsLength() {
    return switch (colourType) {
      case GREYSCALE -> 1;
      case GREYSCALE_ALPHA -> 2;
      case TRUECOLOUR, INDEXED -> 3;
      default -> 4;
    };
  }

  /** Returns how many bytes a bKGD chunk has: one colour. */
  int backgroundLength() {
    return switch (colourType) {
      case GREYSCALE, GREYSCALE_ALPHA -> 2;
      case INDEXED -> 1;
      default -> 6;
    };
  }

  /** Returns whether a tRNS chunk may have this many bytes. */
  boolean isTransparencyLength(int length, int paletteEntries) {
    return switch (colourType) {
      case GREYSCALE -> length == 2;
      case TRUECOLOUR -> length == 6;
      case INDEXED -> length >= 1 && length <= paletteEntries;
      default -> false;
    };
  }

  private static boolean isPossible(int colourType, int bitDepth) {
    return switch (colourType) {
      case GREYSCALE ->
          bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
      case INDEXED -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
      case TRUECOLOUR, GREYSCALE_ALPHA, TRUECOLOUR_ALPHA -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }
}
