package dev.imagevault.format;

import static dev.imagevault.format.TiffDirectory.number;

import org.jspecify.annotations.Nullable;

/**
 * What an EXIF block says about how the image is shown: its orientation (CIPA DC-008, 4.6.4) and,
 * in Apple's maker notes, how much brighter than white a gain map may make it. A block that makes
 * no sense says nothing; it never makes the image a broken one.
 */
final class Exif {

  /** The first row at the top, the first column at the left. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int EXIF_TAG = 0x8769;
  private static final int MAKER_NOTE_TAG = 0x927c;
  private static final int SHORT = 3;
  private static final int MINIMAL_LENGTH = 26;

  private Exif() {}

  /** Passes the six bytes that precede a TIFF block in JPEG, and elsewhere by mistake. */
  static void passPreamble(Reader data) {
    if (data.startsWith("Exif\0")) {
      data.skip(Math.min(6, data.remaining()));
    }
  }

  /**
   * Returns the orientation, 1 to 8, that a TIFF block holds, or 0 if it holds none: the first that
   * is possible, in the first directory or in the EXIF directory that it leads to, as in Chromium.
   */
  static int orientation(byte[] array, int start, int end) {
    TiffDirectory first = TiffDirectory.first(array, start, end);
    return first == null ? 0 : orientation(first, true);
  }

  private static int orientation(TiffDirectory directory, boolean isFirst) {
    boolean leads = isFirst;
    for (int entry = 0; entry < directory.entries(); entry++) {
      int tag = directory.tag(entry);
      int value = 0;
      if (tag == ORIENTATION_TAG) {
        value = directory.oneShort(entry);
      } else if (tag == EXIF_TAG && leads) {
        TiffDirectory exif = directory.directory(entry);
        value = exif == null ? 0 : orientation(exif, false);
        leads = false;
      }
      if (value >= 1 && value <= 8) {
        return value;
      }
    }
    return 0;
  }

  /**
   * Returns how many times brighter than white an iPhone's gain map may make the image, from notes
   * 33 and 48 by Apple's published formula, or NaN if the block does not say.
   */
  static float appleHeadroom(byte[] array, int start, int end) {
    TiffDirectory exif = next(TiffDirectory.first(array, start, end), EXIF_TAG);
    if (exif != null) {
      for (int entry = 0; entry < exif.entries(); entry++) {
        int notes = exif.tag(entry) == MAKER_NOTE_TAG ? exif.undefined(entry) : -1;
        if (notes >= 0) {
          return AppleNotes.headroom(array, notes, notes + (int) exif.length(entry));
        }
      }
    }
    return Float.NaN;
  }

  private static @Nullable TiffDirectory next(@Nullable TiffDirectory directory, int tag) {
    for (int entry = 0; directory != null && entry < directory.entries(); entry++) {
      if (directory.tag(entry) == tag) {
        return directory.directory(entry);
      }
    }
    return null;
  }

  /** Returns a TIFF block that holds this orientation and nothing else. */
  static byte[] holding(int orientation) {
    return new byte[] {
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      SHORT,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  /** Returns whether a TIFF block, in either byte order, holds an orientation and nothing else. */
  static boolean holdsOrientationAlone(byte[] array, int start, int end) {
    if (end - start != MINIMAL_LENGTH || orientation(array, start, end) == 0) {
      return false;
    }
    boolean big = array[start] == 'M';
    return number(array, start + 4, 4, big) == 8
        && number(array, start + 8, 2, big) == 1
        && number(array, start + 10, 2, big) == ORIENTATION_TAG
        && number(array, start + 20, 2, big) == 0
        && number(array, start + 22, 4, big) == 0;
  }
}
