package dev.imagevault.domain;

import java.util.regex.Pattern;

/**
 * The type of a stored object, such as {@code image/jpeg}. It is open where {@link ImageFormat} is
 * closed: what another release stored is read and shown, whatever this one accepts.
 *
 * @param value {@code image/} and a subtype as RFC 6838, section 4.2, has it, in lower case and
 *     without parameters; 127 characters at the most
 */
public record MediaType(String value) {

  private static final Pattern SHAPE = Pattern.compile("image/[a-z0-9][a-z0-9!#$&^_.+-]{0,120}");

  /** Refuses every other shape. */
  public MediaType {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("not the media type of an image: " + value);
    }
  }

  /** Returns the type as it is. */
  @Override
  public String toString() {
    return value;
  }
}
