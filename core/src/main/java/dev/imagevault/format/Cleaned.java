package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image is to be stored as, put together from the first byte to the last: ranges of the
 * file, which are not copied, and what replaces others. Ranges that touch become one, so an image
 * that loses nothing is a single range. Not thread-safe.
 */
final class Cleaned {

  private static final byte[] NOTHING = {};
  private static final byte[] ZEROS = new byte[1 << 16];

  /** The heap that a slice takes in the image, and in the streams that are read of it. */
  private static final int SLICE = 192;

  private final byte[] file;
  private final Budget budget;
  private final int start;
  private final boolean stripMetadata;
  private final List<Slice> slices = new ArrayList<>();
  private int from;
  private int to;

  /** A range of the file, or of what is not the file's. */
  private record Slice(byte[] array, int offset, int length) {}

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
    slices.add(new Slice(replacement, 0, replacement.length));
  }

  /** Appends this many zeros. */
  void zeros(int count) {
    flush();
    for (int left = count; left > 0; left -= ZEROS.length) {
      budget.remember(SLICE);
      slices.add(new Slice(ZEROS, 0, Math.min(left, ZEROS.length)));
    }
  }

  /** Appends all of another, made of the same file. */
  void add(Cleaned other) {
    other.flush();
    for (Slice slice : other.slices) {
      if (slice.array() == file) {
        keep(slice.offset(), slice.offset() + slice.length());
      } else {
        flush();
        slices.add(slice);
      }
    }
  }

  /** Returns how many bytes were appended. */
  long length() {
    flush();
    return slices.stream().mapToLong(Slice::length).sum();
  }

  /**
   * Returns what is to be stored.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    return build(end, NOTHING);
  }

  /**
   * As {@link #build(int)}, for an image that lacks its end.
   *
   * @param lacking what is appended, whether or not anything else is changed
   */
  ImageBytes build(int end, byte[] lacking) {
    if (!stripMetadata) {
      slices.clear();
      from = start;
      to = end;
    }
    if (lacking.length > 0) {
      put(lacking);
    }
    flush();
    ImageBytes.Builder bytes = ImageBytes.builder();
    slices.forEach(slice -> bytes.add(slice.array(), slice.offset(), slice.length()));
    return bytes.build();
  }

  private void flush() {
    if (from < to) {
      budget.remember(SLICE);
      slices.add(new Slice(file, from, to - from));
      from = to;
    }
  }
}
