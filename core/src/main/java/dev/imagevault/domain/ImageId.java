package dev.imagevault.domain;

import java.util.regex.Pattern;

/**
 * The number of one image, assigned by the repository and never used again.
 *
 * @param value positive and below 2^53, so that every JSON reader keeps it exactly (RFC 8259,
 *     section 6)
 */
public record ImageId(long value) implements Comparable<ImageId> {

  /** The largest integer that an IEEE 754 double, and so JavaScript, holds without loss. */
  public static final long MAX_VALUE = (1L << 53) - 1;

  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,15}");

  /** Refuses what is not positive or is above {@link #MAX_VALUE}. */
  public ImageId {
    if (value < 1 || value > MAX_VALUE) {
      throw new IllegalArgumentException("an image id is between 1 and 2^53 - 1, not " + value);
    }
  }

  /**
   * Returns the id that a client's text spells in the one accepted way: decimal digits, without a
   * sign and without leading zeros.
   *
   * @throws ImageNotFoundException the text is no id, so that no image has it
   */
  public static ImageId parse(String text) {
    if (DIGITS.matcher(text).matches() && Long.parseLong(text) <= MAX_VALUE) {
      return new ImageId(Long.parseLong(text));
    }
    throw new ImageNotFoundException();
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
