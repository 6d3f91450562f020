package dev.imagevault.format;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What of a PNG's ancillary chunks (PNG, 11.3) is kept: those that say how its pixels are to be
 * shown, where they have the form they must have, and an orientation other than upright. All others
 * go: texts, time, EXIF, private and unknown ones.
 */
final class PngAncillary {

  private static final String EXIF = "eXIf";
  private static final int MAX_NAME = 79;

  private final PngHeader header;
  private final Cleaned cleaned;
  private final Set<String> seen = new HashSet<>();
  private int orientation;

  PngAncillary(PngHeader header, Cleaned cleaned) {
    this.header = header;
    this.cleaned = cleaned;
  }

  /** Returns the orientation, 1 to 8. */
  int orientation() {
    return orientation == 0 ? Exif.UPRIGHT : orientation;
  }

  /**
   * Appends to the cleaned image what an ancillary chunk leaves.
   *
   * @param from where it starts, with its length
   * @param paletteEntries how many colours the palette has, 0 if there was none before
   */
  void chunk(String type, int from, Reader data, int paletteEntries) {
    int end = data.end() + 4;
    if (type.equals(EXIF)) {
      if (orientation == 0) {
        exif(from, data, end);
      }
    } else if (isKept(type, data, paletteEntries)) {
      cleaned.keep(from, end);
    }
  }

  private boolean isKept(String type, Reader data, int paletteEntries) {
    int length = data.remaining();
    boolean wellFormed =
        switch (type) {
          case "cHRM" -> length == 32;
          case "gAMA", "cICP" -> length == 4;
          case "sRGB" -> length == 1;
          case "mDCV" -> length == 24;
          case "cLLI" -> length == 8;
          case "pHYs" -> length == 9;
          case "sBIT" -> length == header.significantBitsLength();
          case "bKGD" -> length == header.backgroundLength();
          case "tRNS" -> header.isTransparencyLength(length, paletteEntries);
          case "hIST" -> length == 2 * paletteEntries && length > 0;
          case "iCCP" -> isProfile(data);
          case "sPLT" -> isSuggestedPalette(data);
          default -> false;
        };
    return wellFormed && (type.equals("sPLT") || seen.add(type));
  }

  /** A name, then a profile compressed by zlib; what it says inflated is not looked at. */
  private static boolean isProfile(Reader data) {
    if (data.remaining() > Limits.MAX_PROFILE_SIZE) {
      return false;
    }
    return passName(data) && data.remaining() > 3 && data.u8() == 0 && Png.isZlib(data.u16());
  }

  /** A name, the depth of its samples, then entries of four samples and a frequency. */
  private static boolean isSuggestedPalette(Reader data) {
    if (!passName(data) || data.remaining() == 0) {
      return false;
    }
    int depth = data.u8();
    return (depth == 8 && data.remaining() % 6 == 0) || (depth == 16 && data.remaining() % 10 == 0);
  }

  private static boolean passName(Reader data) {
    int length = 0;
    while (data.remaining() > 0 && data.u8() != 0) {
      length++;
    }
    return length >= 1 && length <= MAX_NAME;
  }

  private void exif(int from, Reader data, int end) {
    Exif.passPreamble(data);
    orientation = Exif.orientation(data.array(), data.position(), data.end());
    if (orientation <= Exif.UPRIGHT) {
      return;
    }
    if (Exif.holdsOrientationAlone(data.array(), data.position(), data.end())) {
      cleaned.keep(from, end);
    } else {
      byte[] block = Exif.holding(orientation);
      byte[] type = EXIF.getBytes(StandardCharsets.ISO_8859_1);
      CRC32 crc = new CRC32();
      crc.update(type);
      crc.update(block);
      cleaned.put(bigEndian(block.length));
      cleaned.put(type);
      cleaned.put(block);
      cleaned.put(bigEndian((int) crc.getValue()));
    }
  }

  private static byte[] bigEndian(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }
}
