package dev.imagevault.format;

import java.util.Arrays;

/** A prefix code of a compressed stream (RFC 1951, 3.2.2). Not thread-safe. */
final class PrefixCode {

  /** Bits that a code can have. */
  static final int LONGEST = 15;

  private static final int SHORT = 9;

  /** By the next bits of the stream: the symbol and, in the lowest four bits, its code's length. */
  private final short[] byShortCode = new short[1 << SHORT];

  private final int[] counts = new int[LONGEST + 1];
  private final int[] nexts = new int[LONGEST + 1];
  private final short[] symbols;

  PrefixCode(int mostSymbols) {
    this.symbols = new short[mostSymbols];
  }

  /**
   * Becomes the code in which symbol n has the length {@code lengths[from + n]}, 0 for none.
   *
   * @return whether there is such a code
   */
  boolean set(byte[] lengths, int from, int size) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < size; i++) {
      counts[lengths[from + i]]++;
    }
    counts[0] = 0;
    int code = 0;
    int index = 0;
    int[] codes = new int[LONGEST + 1];
    for (int length = 1; length <= LONGEST; length++) {
      code = code + counts[length - 1] << 1;
      if (code + counts[length] > 1 << length) {
        return false;
      }
      codes[length] = code;
      nexts[length] = index;
      index += counts[length];
    }
    Arrays.fill(byShortCode, (short) 0);
    for (int i = 0; i < size; i++) {
      int length = lengths[from + i];
      if (length > 0) {
        symbols[nexts[length]++] = (short) i;
        int reversed = Integer.reverse(codes[length]++) >>> 32 - length;
        for (int at = reversed; length <= SHORT && at < 1 << SHORT; at += 1 << length) {
          byShortCode[at] = (short) (i << 4 | length);
        }
      }
    }
    return true;
  }

  /**
   * Returns the symbol whose code the bits begin with, the first in the lowest, times 16 and with
   * its code's length added; or 0 if there is none.
   */
  int find(int bits) {
    int found = byShortCode[bits & (1 << SHORT) - 1];
    return found != 0 ? found : findLong(bits);
  }

  private int findLong(int bits) {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code |= bits >> length - 1 & 1;
      int count = counts[length];
      if (code - count < first) {
        return symbols[index + code - first] << 4 | length;
      }
      index += count;
      first = first + count << 1;
      code <<= 1;
    }
    return 0;
  }
}
