package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import org.jspecify.annotations.Nullable;

/** The frame of a JPEG (T.81, B.2.2) and the scans that fill it (B.2.3). */
final class JpegFrame {

  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int MAX_COMPONENTS = 4;

  private final boolean isProgressive;
  private final int width;
  private final int height;
  private final int[] ids;
  private final int[] quantizationTables;
  private final boolean[] scanned;

  private JpegFrame(boolean isProgressive, Reader segment) {
    this.isProgressive = isProgressive;
    int precision = segment.u8();
    if (precision == 12) {
      throw notShown(segment, "12-bit");
    }
    if (precision != 8) {
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
    if (components == 2) {
      throw notShown(segment, "with two colour components");
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
   * Reads a frame header.
   *
   * @throws ImageRejectedException {@code UNSUPPORTED} if no browser shows such frames
   */
  static JpegFrame of(int marker, Reader segment) {
    String kind = kindNotShown(marker);
    if (kind != null) {
      throw notShown(segment, kind);
    }
    if (!isStart(marker)) {
      throw segment.invalid("it has an unknown segment");
    }
    return new JpegFrame(marker == SOF2, segment);
  }

  /** Returns whether a marker starts a frame that browsers show: SOF0, SOF1 or SOF2. */
  static boolean isStart(int marker) {
    return marker >= SOF0 && marker <= SOF2;
  }

  /** Returns what is special about the frames that a marker starts, or null if nothing is. */
  private static @Nullable String kindNotShown(int marker) {
    return switch (marker) {
      case 0xc3, 0xcb -> "lossless";
      case 0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf, 0xde, 0xdf -> "hierarchical";
      case 0xc9, 0xca -> "arithmetic-coded";
      case 0xf7 -> "JPEG-LS";
      default -> null;
    };
  }

  private static ImageRejectedException notShown(Reader segment, String kind) {
    return segment.unsupported("is of a kind that no browser shows: " + kind);
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
      if (!tables.hasQuantization(quantizationTables[component])) {
        throw segment.invalid("a quantization table is missing");
      }
    }
    int first = segment.u8();
    int last = segment.u8();
    int bits = segment.u8();
    if (isProgressive && !isProgression(count, first, last, bits)) {
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

  /**
   * Returns the size, now that all scans were read.
   *
   * @param hasLines whether a DNL segment gave the height that the header may leave open (B.2.5)
   */
  PixelSize size(Reader image, boolean hasLines) {
    if (height == 0 && hasLines) {
      throw notShown(image, "with its height in a DNL segment");
    }
    return PixelSize.of(image, width, height);
  }

  private static boolean isOneToFour(int factor) {
    return factor >= 1 && factor <= 4;
  }
}
