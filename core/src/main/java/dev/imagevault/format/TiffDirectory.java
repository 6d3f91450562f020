package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/**
 * A directory of a TIFF block (TIFF 6.0, section 2), such as EXIF, multi-picture data and Apple's
 * maker notes have. What lies outside the block is not there.
 */
final class TiffDirectory {

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int SIGNED_RATIONAL = 10;
  private static final int ENTRY_LENGTH = 12;
  private static final int HEADER_LENGTH = 8;

  private final byte[] array;
  private final int start;
  private final int end;
  private final boolean big;
  private final int first;
  private final int entries;

  private TiffDirectory(byte[] array, int start, int end, boolean big, int at) {
    this.array = array;
    this.start = start;
    this.end = end;
    this.big = big;
    this.first = at + 2;
    this.entries = Math.min((int) number(array, at, 2, big), (end - first) / ENTRY_LENGTH);
  }

  /** Returns the first directory of a block, or null if it is none or has none. */
  static @Nullable TiffDirectory first(byte[] array, int start, int end) {
    if (end - start < HEADER_LENGTH) {
      return null;
    }
    boolean big = array[start] == 'M' && array[start + 1] == 'M';
    boolean little = array[start] == 'I' && array[start + 1] == 'I';
    if ((!big && !little) || number(array, start + 2, 2, big) != 42) {
      return null;
    }
    return at(array, start, end, big, number(array, start + 4, 4, big));
  }

  /** Returns the directory at this offset from a block's start, or null if it is outside. */
  static @Nullable TiffDirectory at(byte[] array, int start, int end, boolean big, long offset) {
    return offset > end - start - 2
        ? null
        : new TiffDirectory(array, start, end, big, start + (int) offset);
  }

  /** Returns how many entries there are. */
  int entries() {
    return entries;
  }

  int tag(int entry) {
    return (int) number(entryAt(entry), 2);
  }

  /** Returns the one unsigned number of 16 bits that an entry has, or -1 if it has none. */
  int oneShort(int entry) {
    return has(entry, SHORT, 1) ? (int) number(entryAt(entry) + 8, 2) : -1;
  }

  /** Returns the directory that an entry's one offset leads to, or null if it leads nowhere. */
  @Nullable TiffDirectory directory(int entry) {
    return has(entry, LONG, 1) ? at(array, start, end, big, number(entryAt(entry) + 8, 4)) : null;
  }

  /** Returns where in the array an entry's bytes of no type are, or -1 if it has none. */
  int undefined(int entry) {
    long length = length(entry);
    if (number(entryAt(entry) + 2, 2) != UNDEFINED || length <= 4) {
      return -1;
    }
    return valueAt(entry, length);
  }

  /** Returns how many values an entry says it has. */
  long length(int entry) {
    return number(entryAt(entry) + 4, 4);
  }

  /** Returns the one signed fraction that an entry has, or NaN if it has none. */
  float oneRational(int entry) {
    int at = has(entry, SIGNED_RATIONAL, 1) ? valueAt(entry, 8) : -1;
    if (at < 0) {
      return Float.NaN;
    }
    return (float) ((double) (int) number(at, 4) / (int) number(at + 4, 4));
  }

  /** Returns the unsigned number of 32 bits here, in this block's order of bytes. */
  long u32(int at) {
    return number(at, 4);
  }

  private int valueAt(int entry, long length) {
    long offset = number(entryAt(entry) + 8, 4);
    return offset + length > end - start ? -1 : start + (int) offset;
  }

  private boolean has(int entry, int type, int count) {
    return number(entryAt(entry) + 2, 2) == type && length(entry) == count;
  }

  private int entryAt(int entry) {
    return first + entry * ENTRY_LENGTH;
  }

  private long number(int at, int size) {
    return number(array, at, size, big);
  }

  static long number(byte[] array, int at, int size, boolean bigEndian) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (array[at + (bigEndian ? i : size - 1 - i)] & 0xff);
    }
    return value;
  }
}
