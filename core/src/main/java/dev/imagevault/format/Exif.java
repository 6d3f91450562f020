package dev.imagevault.format;

/**
 * The one thing that an EXIF block says about how the image is shown: its orientation (CIPA DC-008,
 * 4.6.4). A block that makes no sense says nothing; it never makes the image a broken one.
 */
final class Exif {

  /** The first row at the top, the first column at the left. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_LENGTH = 12;
  private static final int MINIMAL_LENGTH = 26;

  private Exif() {}

  /** Passes the six bytes that precede a TIFF block in JPEG, and elsewhere by mistake. */
  static void passPreamble(Reader data) {
    if (data.startsWith("Exif\0")) {
      data.skip(Math.min(6, data.remaining()));
    }
  }

  /**
   * Returns the orientation, 1 to 8, that a TIFF block holds in its first directory, or 0 if it
   * holds none.
   */
  static int orientation(byte[] array, int start, int end) {
    if (end - start < MINIMAL_LENGTH - 4) {
      return 0;
    }
    boolean big = array[start] == 'M' && array[start + 1] == 'M';
    boolean little = array[start] == 'I' && array[start + 1] == 'I';
    if ((!big && !little) || number(array, start + 2, 2, big) != 42) {
      return 0;
    }
    long directory = number(array, start + 4, 4, big);
    if (directory > end - start - 2) {
      return 0;
    }
    int first = start + (int) directory + 2;
    int entries = Math.min((int) number(array, first - 2, 2, big), (end - first) / ENTRY_LENGTH);
    for (int entry = first; entry < first + entries * ENTRY_LENGTH; entry += ENTRY_LENGTH) {
      if (number(array, entry, 2, big) == ORIENTATION_TAG) {
        boolean isShort = number(array, entry + 2, 2, big) == SHORT;
        boolean isOne = number(array, entry + 4, 4, big) == 1;
        long value = isShort && isOne ? number(array, entry + 8, 2, big) : 0;
        return value <= 8 ? (int) value : 0;
      }
    }
    return 0;
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
        && number(array, start + 20, 2, big) == 0
        && number(array, start + 22, 4, big) == 0;
  }

  private static long number(byte[] array, int at, int size, boolean bigEndian) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (array[at + (bigEndian ? i : size - 1 - i)] & 0xff);
    }
    return value;
  }
}
