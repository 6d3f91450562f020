package dev.imagevault.format;

import java.util.HashSet;
import java.util.Set;

/**
 * What of a PNG's ancillary chunks (PNG, 11.3) is kept: those that say how its pixels are to be
 * shown, where they have the form they must have, and an orientation other than upright. All others
 * go: texts, time, EXIF, private and unknown ones.
 */
final class PngAncillary {

  private static final String EXIF = "eXIf";
  private static final String PALETTE_NAME = "palette ";

  /** In hundred thousandths: the largest primaries in use reach 1.3. */
  private static final long MAX_CHROMATICITY = 10_00000;

  private static final long MAX_GAMMA = 100_00000;

  /** In ten thousandths of a candela a square metre: as much as PQ can say. */
  private static final long MAX_LUMINANCE = 10_000_0000L;

  /** A hundred thousand pixels a centimetre. */
  private static final long MAX_DENSITY = 10_000_000;

  private final PngHeader header;
  private final Cleaned cleaned;
  private final Set<String> seen = new HashSet<>();
  private int orientation;
  private boolean hasProfile;
  private int palettes;

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
   * @param paletteEntries how many colours the palette has, 0 if there was none before
   * @param afterImage whether the image data came before, after which no orientation counts
   */
  void chunk(PngChunk chunk, int paletteEntries, boolean afterImage) {
    switch (chunk.type()) {
      case EXIF -> {
        if (orientation == 0 && !afterImage) {
          exif(chunk);
        }
      }
      case "iCCP" -> {
        if (!hasProfile) {
          hasProfile = PngProfile.keep(chunk, cleaned);
        }
      }
      case "sPLT" -> suggestedPalette(chunk);
      default -> {
        if (isKept(chunk.type(), chunk.data(), paletteEntries) && seen.add(chunk.type())) {
          cleaned.keep(chunk.from(), chunk.end());
        }
      }
    }
  }

  private boolean isKept(String type, Reader data, int paletteEntries) {
    int length = data.remaining();
    return switch (type) {
      case "cHRM" -> length == 32 && areAtMost(MAX_CHROMATICITY, data);
      case "gAMA" -> length == 4 && areAtMost(MAX_GAMMA, data);
      case "cICP" -> length == 4;
      case "sRGB" -> length == 1;
      case "mDCV" -> length == 24 && areAtMost(MAX_LUMINANCE, data.skip(16));
      case "cLLI" -> length == 8 && areAtMost(MAX_LUMINANCE, data);
      case "pHYs" -> length == 9 && areAtMost(MAX_DENSITY, data.part(8));
      case "sBIT" -> length == header.significantBitsLength();
      case "bKGD" -> length == header.backgroundLength();
      case "tRNS" -> header.isTransparencyLength(length, paletteEntries);
      case "hIST" -> length == 2 * paletteEntries && length > 0;
      default -> false;
    };
  }

  /** Numbers that no image has would be something else: text, say. */
  private static boolean areAtMost(long most, Reader numbers) {
    while (numbers.remaining() >= 4) {
      if (numbers.u32() > most) {
        return false;
      }
    }
    return true;
  }

  /** A name, the depth of its samples, then entries of four samples and a frequency. */
  private void suggestedPalette(PngChunk chunk) {
    Reader data = chunk.data();
    int nameLength = PngChunk.passName(data);
    if (nameLength == 0 || data.remaining() == 0) {
      return;
    }
    int content = data.position();
    int depth = data.u8();
    int entry = depth == 8 ? 6 : depth == 16 ? 10 : 0;
    if (entry == 0 || data.remaining() % entry != 0) {
      return;
    }
    chunk.keepRenamed(PALETTE_NAME + ++palettes, nameLength, content, cleaned);
  }

  private void exif(PngChunk chunk) {
    Reader data = chunk.data();
    Exif.passPreamble(data);
    orientation = Exif.orientation(data.array(), data.position(), data.end());
    if (orientation <= Exif.UPRIGHT) {
      return;
    }
    if (Exif.holdsOrientationAlone(data.array(), data.position(), data.end())) {
      cleaned.keep(chunk.from(), chunk.end());
    } else {
      cleaned.put(PngChunk.bytes(EXIF, Exif.holding(orientation)));
    }
  }
}
