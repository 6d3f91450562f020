package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;

/**
 * What an image is to be stored as, put together from the first byte to the last: ranges of the
 * file, which are not copied, and what replaces others. Ranges that touch become one, so an image
 * that loses nothing is a single range. Not thread-safe.
 */
final class Cleaned {

  private static final byte[] ZEROS = new byte[1 << 16];

  /** The heap that a slice takes in the image, and in the streams that are read of it. */
  private static final int SLICE = 160;

  private final byte[] file;
  private final Budget budget;
  private final int start;
  private final boolean stripMetadata;
  private final ImageBytes.Builder bytes = ImageBytes.builder();
  private int from;
  private int to;

  /**
   * Starts with nothing.
   *
   * @param file reads the image from its first byte
   * @param stripMetadata whether anything is left out; if not, all of the image is kept
   */
  Cleaned(Reader file, boolean stripMetadata) {
    this.file = file.array();
    this.budget = file.budget();
    this.start = file.position();
    this.stripMetadata = stripMetadata;
  }

  /** Appends the file's bytes from {@code start} to before {@code end}. */
  void keep(int start, int end) {
    if (start != to) {
      flush();
      from = start;
    }
    to = end;
  }

  /** Appends bytes that are not the file's. */
  void put(byte[] replacement) {
    flush();
    budget.remember(SLICE + replacement.length);
    bytes.add(replacement, 0, replacement.length);
  }

  /** Appends this many zeros. */
  void zeros(int count) {
    flush();
    for (int left = count; left > 0; left -= ZEROS.length) {
      budget.remember(SLICE);
      bytes.add(ZEROS, 0, Math.min(left, ZEROS.length));
    }
  }

  /**
   * Returns what is to be stored.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    flush();
    return stripMetadata ? bytes.build() : ImageBytes.of(file, start, end - start);
  }

  private void flush() {
    if (from < to) {
      budget.remember(SLICE);
      bytes.add(file, from, to - from);
      from = to;
    }
  }
}
