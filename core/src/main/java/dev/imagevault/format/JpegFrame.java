package dev.imagevault.format;

/** The frame of a JPEG (T.81, B.2.2) and the scans that fill it (B.2.3). */
final class JpegFrame {

  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int SOF3 = 0xc3;
  private static final int SOF9 = 0xc9;
  private static final int SOF10 = 0xca;
  private static final int SOF11 = 0xcb;
  private static final int MAX_COMPONENTS = 4;

  private final boolean progressive;
  private final boolean lossless;
  private final int width;
  private int height;
  private final int[] ids;
  private final int[] quantizationTables;
  private final boolean[] scanned;

  /** Reads a frame header. */
  JpegFrame(int marker, Reader segment) {
    progressive = marker == SOF2 || marker == SOF10;
    lossless = marker == SOF3 || marker == SOF11;
    int precision = segment.u8();
    if (lossless ? precision < 2 || precision > 16 : precision != 8 && precision != 12) {
      throw segment.invalid("its sample precision is not possible");
    }
    height = segment.u16();
    width = segment.u16();
    if (height != 0) {
      PixelSize.of(segment, width, height);
    }
    int components = segment.u8();
    if (components < 1 || components > MAX_COMPONENTS) {
      throw segment.invalid("it has no colour components, or too many");
    }
    ids = new int[components];
    quantizationTables = new int[components];
    scanned = new boolean[components];
    for (int i = 0; i < components; i++) {
      ids[i] = segment.u8();
      int sampling = segment.u8();
      quantizationTables[i] = segment.u8();
      if (!isOneToFour(sampling >> 4) || !isOneToFour(sampling & 15) || quantizationTables[i] > 3) {
        throw segment.invalid("a colour component is malformed");
      }
    }
  }

  /**
   * Returns whether a marker starts a frame that stands alone. Frames of the hierarchical process,
   * which no viewer shows, do not.
   */
  static boolean isStart(int marker) {
    return (marker >= SOF0 && marker <= SOF3) || (marker >= SOF9 && marker <= SOF11);
  }

  /** Takes the height from a DNL segment (B.2.5), which decides only if the header left it open. */
  void height(int lines) {
    if (height == 0) {
      height = lines;
    }
  }

  /** Reads a scan header. */
  void scan(Reader segment, JpegTables tables) {
    int count = segment.u8();
    if (count < 1 || count > MAX_COMPONENTS) {
      throw segment.invalid("a scan has no colour components, or too many");
    }
    for (int i = 0; i < count; i++) {
      int component = component(segment);
      segment.skip(1);
      if (!lossless && !tables.hasQuantization(quantizationTables[component])) {
        throw segment.invalid("a quantization table is missing");
      }
    }
    int first = segment.u8();
    int last = segment.u8();
    int bits = segment.u8();
    if (progressive && !isProgression(count, first, last, bits)) {
      throw segment.invalid("a progressive scan is malformed");
    }
  }

  /** Encoders exist that give all components the same id: then their order decides. */
  private int component(Reader segment) {
    int id = segment.u8();
    int found = -1;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id && (found < 0 || scanned[found])) {
        found = i;
      }
    }
    if (found < 0) {
      throw segment.invalid("a scan has an unknown colour component");
    }
    scanned[found] = true;
    return found;
  }

  /** The spectral selection and successive approximation of G.1.1.1. */
  private static boolean isProgression(int components, int first, int last, int bits) {
    boolean band = first == 0 ? last == 0 : first <= last && last <= 63 && components == 1;
    return band && bits >> 4 <= 13 && (bits & 15) <= 13;
  }

  /** Returns the size, now that all scans were read. */
  PixelSize finish(Reader image) {
    for (boolean each : scanned) {
      if (!each) {
        throw image.invalid("a colour component has no scan");
      }
    }
    return PixelSize.of(image, width, height);
  }

  private static boolean isOneToFour(int factor) {
    return factor >= 1 && factor <= 4;
  }
}
