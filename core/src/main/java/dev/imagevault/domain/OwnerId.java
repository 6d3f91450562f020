package dev.imagevault.domain;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The user whom an image belongs to, as the identity provider names them.
 *
 * @param value 1 to 128 code points, without control characters and unpaired surrogates
 */
public record OwnerId(String value) {

  /** The most code points an id may have. */
  public static final int MAX_CODE_POINTS = 128;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

  /** Refuses what breaks the rules above, without repeating the value. */
  public OwnerId {
    int length = value.codePointCount(0, value.length());
    if (length < 1 || length > MAX_CODE_POINTS) {
      throw new IllegalArgumentException(
          "a user id has 1 to " + MAX_CODE_POINTS + " characters, not " + length);
    }
    value
        .codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                throw new IllegalArgumentException("a user id has no control characters");
              }
              if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("a user id has no unpaired surrogates");
              }
            });
  }

  /**
   * Returns the segment that stands for this user in every object key.
   *
   * @return the id itself where it is made of {@code [A-Za-z0-9_-]}, else a full stop and the
   *     unpadded base64url (RFC 4648, section 5) of its UTF-8: no two users share one, and none
   *     needs escaping in a URL
   */
  public String keySegment() {
    return PLAIN.matcher(value).matches()
        ? value
        : "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the user whom this segment of a key stands for, or empty if it stands for nobody. */
  static Optional<OwnerId> ofKeySegment(String segment) {
    if (PLAIN.matcher(segment).matches()) {
      return segment.length() <= MAX_CODE_POINTS
          ? Optional.of(new OwnerId(segment))
          : Optional.empty();
    }
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(segment.substring(1));
      OwnerId owner = new OwnerId(new String(utf8, StandardCharsets.UTF_8));
      return owner.keySegment().equals(segment) ? Optional.of(owner) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the id as it is. */
  @Override
  public String toString() {
    return value;
  }
}
