package dev.imagevault.format;

/**
 * Finds where a compressed stream ends (RFC 1950 and 1951) without inflating it: its symbols are
 * passed, and what they stand for is made nowhere, so that a bomb costs no more than its bytes. Not
 * thread-safe.
 */
final class ZlibStream {

  /** The stream is broken, or ends too early. */
  static final int NO_END = -1;

  private static final int MEMORY = 8 << 10;

  /** What it takes to make the tables of a block's own codes: without that, few bytes cost much. */
  private static final int STEPS_FOR_TABLES = 512;

  private static final int SYMBOLS_BETWEEN_STEPS = 1 << 13;
  private static final int END_OF_BLOCK = 256;
  private static final int CHECKSUM_LENGTH = 4;
  private static final int[] ORDER_OF_LENGTHS = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  /** The codes of blocks that have none of their own (RFC 1951, 3.2.6). */
  private static final PrefixCode FIXED_LITERALS = new PrefixCode(288);

  private static final PrefixCode FIXED_DISTANCES = new PrefixCode(32);

  static {
    byte[] lengths = new byte[288 + 30];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = (byte) (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : i < 288 ? 8 : 5);
    }
    FIXED_LITERALS.set(lengths, 0, 288);
    FIXED_DISTANCES.set(lengths, 288, 30);
  }

  /** Thrown within, never out of here. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken() {
      super(null, null, false, false);
    }
  }

  /** Where the stream goes on after a range of the file. */
  @FunctionalInterface
  interface Ranges {
    /** Returns the start and the end of the next range, end in the lower half, or 0 if none. */
    long next(int after);
  }

  private final byte[] file;
  private final Budget budget;
  private final PrefixCode literals = new PrefixCode(288);
  private final PrefixCode distances = new PrefixCode(32);
  private final byte[] lengths = new byte[320];
  private int position;
  private int end;
  private long held;
  private int heldBits;
  private int symbols;

  private Ranges ranges = after -> 0;

  /** Takes what it needs, for as many streams of one image as are passed one after the other. */
  ZlibStream(Reader image) {
    this.file = image.array();
    this.budget = image.budget();
    budget.remember(MEMORY);
  }

  /**
   * Returns where in the file the stream ends that begins at {@code from}, or {@link #NO_END}.
   *
   * @param to where the first range of it ends
   * @param ranges the others, of which each is asked for when the one before was read
   */
  int end(int from, int to, Ranges ranges) {
    this.ranges = ranges;
    position = from;
    end = to;
    held = 0;
    heldBits = 0;
    try {
      return pass();
    } catch (Broken e) {
      return NO_END;
    }
  }

  private int pass() throws Broken {
    take(16);
    boolean isLast;
    do {
      isLast = take(1) == 1;
      switch (take(2)) {
        case 0 -> stored();
        case 1 -> block(FIXED_LITERALS, FIXED_DISTANCES);
        case 2 -> {
          dynamicCodes();
          block(literals, distances);
        }
        default -> throw new Broken();
      }
    } while (!isLast);
    drop(heldBits % 8);
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      take(8);
    }
    return position;
  }

  private void stored() throws Broken {
    drop(heldBits % 8);
    int length = take(16);
    if ((take(16) ^ 0xffff) != length) {
      throw new Broken();
    }
    for (; length > 0 && heldBits > 0; length--) {
      take(8);
    }
    while (length > 0) {
      if (!hasMore()) {
        throw new Broken();
      }
      int passed = Math.min(length, end - position);
      position += passed;
      length -= passed;
    }
    budget.step();
  }

  private void dynamicCodes() throws Broken {
    budget.steps(STEPS_FOR_TABLES);
    int literalCount = take(5) + 257;
    int distanceCount = take(5) + 1;
    int lengthCount = take(4) + 4;
    for (int i = 0; i < ORDER_OF_LENGTHS.length; i++) {
      lengths[ORDER_OF_LENGTHS[i]] = (byte) (i < lengthCount ? take(3) : 0);
    }
    if (!literals.set(lengths, 0, ORDER_OF_LENGTHS.length)) {
      throw new Broken();
    }
    int all = literalCount + distanceCount;
    for (int i = 0; i < all; ) {
      int symbol = symbol(literals);
      int repeats = 1;
      int length = symbol;
      if (symbol >= 16) {
        length = symbol == 16 && i > 0 ? lengths[i - 1] : 0;
        repeats = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
      }
      if (repeats > all - i) {
        throw new Broken();
      }
      for (; repeats > 0; repeats--) {
        lengths[i++] = (byte) length;
      }
    }
    if (!literals.set(lengths, 0, literalCount)
        || !distances.set(lengths, literalCount, distanceCount)) {
      throw new Broken();
    }
  }

  private void block(PrefixCode literals, PrefixCode distances) throws Broken {
    budget.step();
    while (true) {
      if (++symbols == SYMBOLS_BETWEEN_STEPS) {
        symbols = 0;
        budget.steps(SYMBOLS_BETWEEN_STEPS / 8);
      }
      int symbol = symbol(literals);
      if (symbol == END_OF_BLOCK) {
        return;
      }
      if (symbol > END_OF_BLOCK) {
        if (symbol > 285) {
          throw new Broken();
        }
        if (symbol >= 265 && symbol < 285) {
          take((symbol - 261) / 4);
        }
        int distance = symbol(distances);
        if (distance > 29) {
          throw new Broken();
        }
        if (distance >= 4) {
          take(distance / 2 - 1);
        }
      }
    }
  }

  private int symbol(PrefixCode code) throws Broken {
    while (heldBits < PrefixCode.LONGEST && hold()) {
      // One byte after the other: what is held never reaches beyond the checksum.
    }
    int found = code.find((int) held);
    int length = found & 15;
    if (length == 0 || length > heldBits) {
      throw new Broken();
    }
    drop(length);
    return found >> 4;
  }

  private int take(int bits) throws Broken {
    while (heldBits < bits) {
      if (!hold()) {
        throw new Broken();
      }
    }
    int taken = (int) held & (1 << bits) - 1;
    drop(bits);
    return taken;
  }

  private void drop(int bits) {
    held >>>= bits;
    heldBits -= bits;
  }

  private boolean hold() {
    if (!hasMore()) {
      return false;
    }
    held |= (file[position++] & 0xffL) << heldBits;
    heldBits += 8;
    return true;
  }

  private boolean hasMore() {
    while (position == end) {
      budget.step();
      long next = ranges.next(end);
      if (next == 0) {
        return false;
      }
      position = (int) (next >>> 32);
      end = (int) next;
    }
    return true;
  }
}
