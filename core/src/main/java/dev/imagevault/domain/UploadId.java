package dev.imagevault.domain;

import java.time.Instant;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of one direct upload, from its preparation until it is forgotten: {@code {epoch
 * millis}-{random}}. It is unique for its user, and tells nothing to anybody else.
 *
 * @param value a text of exactly that shape, of characters that need no escaping in a URL
 */
public record UploadId(String value) {

  /** 128 bits, so that no one guesses where a file is going to lie. */
  private static final int RANDOM_BYTES = 16;

  static final String SHAPE = "[0-9]{1,16}-[A-Za-z0-9_-]{16,64}";

  private static final Pattern PATTERN = Pattern.compile(SHAPE);

  /** Refuses every other shape. */
  public UploadId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of an upload: " + value);
    }
  }

  /**
   * Returns an id that has not been used before.
   *
   * @param random must be cryptographically strong
   */
  public static UploadId create(Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new UploadId(
        now.toEpochMilli() + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Returns the id that a client's text spells.
   *
   * @throws UploadNotFoundException the text is no id, so that no upload has it
   */
  public static UploadId parse(String text) {
    if (!PATTERN.matcher(text).matches()) {
      throw new UploadNotFoundException();
    }
    return new UploadId(text);
  }

  /** Returns the id as it is. */
  @Override
  public String toString() {
    return value;
  }
}
