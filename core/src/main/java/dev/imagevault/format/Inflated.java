package dev.imagevault.format;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A compressed profile as it is inflated, a window at a time from its first byte to its last. Not
 * thread-safe.
 */
final class Inflated implements AutoCloseable {

  private static final int WINDOW = 8 << 10;

  private final Inflater inflater = new Inflater();
  private final Budget budget;
  private final byte[] window = new byte[WINDOW];
  private int start;
  private int end;

  /** Inflates what remains of {@code data}, of which nothing is passed. */
  Inflated(Reader data) {
    this.budget = data.budget();
    budget.remember(WINDOW);
    inflater.setInput(data.array(), data.position(), data.remaining());
  }

  /** Returns the byte at this place, which is in no window before the last one asked for. */
  int at(int offset) {
    return reaches(offset) ? window[offset - start] & 0xff : 0;
  }

  /** Returns whether there is a byte at this place, and inflates up to it. */
  boolean reaches(int offset) {
    while (offset >= end) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether it has so many bytes and is the whole of a sound stream. */
  boolean isWholeAt(int size) {
    return reaches(size - 1)
        && !reaches(size)
        && inflater.finished()
        && inflater.getRemaining() == 0;
  }

  private boolean next() {
    start = end;
    try {
      end += inflater.inflate(window);
    } catch (DataFormatException e) {
      return false;
    }
    budget.steps((end - start) / Long.BYTES);
    return end > start;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
