package dev.imagevault.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a variant is called, such as {@code thumb}. Names are ordered as their text.
 *
 * @param value {@code [a-z][a-z0-9-]{0,31}}
 */
public record VariantName(String value) implements Comparable<VariantName> {

  private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** Refuses every other shape. */
  public VariantName {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the name of a variant is a letter and up to 31 of a-z, 0-9 and -, not \"" + value + '"');
    }
  }

  /** Returns the name with this text, or empty if the text is none. */
  public static Optional<VariantName> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new VariantName(text)) : Optional.empty();
  }

  @Override
  public int compareTo(VariantName other) {
    return value.compareTo(other.value);
  }

  /** Returns the name's text. */
  @Override
  public String toString() {
    return value;
  }
}
