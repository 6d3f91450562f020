package dev.imagevault.domain;

/**
 * The number of one image, assigned by the repository and never used again.
 *
 * @param value positive and below 2^53, so that every JSON reader keeps it exactly (RFC 8259,
 *     section 6)
 */
public record ImageId(long value) implements Comparable<ImageId> {

  /** The largest integer that an IEEE 754 double, and so JavaScript, holds without loss. */
  public static final long MAX_VALUE = (1L << 53) - 1;

  /** Refuses what is not positive or is above {@link #MAX_VALUE}. */
  public ImageId {
    if (value < 1 || value > MAX_VALUE) {
      throw new IllegalArgumentException("an image id is between 1 and 2^53 - 1, not " + value);
    }
  }

  @Override
  public int compareTo(ImageId other) {
    return Long.compare(value, other.value);
  }

  /** Returns the number in decimal digits. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
