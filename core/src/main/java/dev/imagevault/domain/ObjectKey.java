package dev.imagevault.domain;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image's object lies in the store: {@code users/{user}/images/{epoch
 * millis}-{random}.{ext}}. Keys are ordered as their text, which is ASCII, so that every store and
 * database agrees.
 *
 * @param value a key of exactly that shape, of characters that need no escaping in a URL (RFC 3986,
 *     section 2.3)
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  /** What every key begins with. */
  public static final String PREFIX = "users/";

  /** 128 bits, so that no one guesses a key and no two uploads ever share one. */
  private static final int RANDOM_BYTES = 16;

  private static final Pattern SHAPE =
      Pattern.compile(
          "users/([A-Za-z0-9_-]{1,128}|\\.[A-Za-z0-9_-]{1,683})"
              + "/images/[0-9]{1,16}-[A-Za-z0-9_-]{16,64}\\.[a-z0-9]{1,8}");

  /** Refuses every other shape, and a segment that stands for no user. */
  public ObjectKey {
    if (owner(value).isEmpty()) {
      throw new IllegalArgumentException("not the key of an image: " + value);
    }
  }

  /**
   * Returns a key that has not been used before.
   *
   * @param extension 1 to 8 of {@code [a-z0-9]}
   * @param random must be cryptographically strong: the key is part of what keeps an image private
   */
  public static ObjectKey create(
      OwnerId owner, String extension, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ObjectKey(
        PREFIX
            + owner.keySegment()
            + "/images/"
            + now.toEpochMilli()
            + "-"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
            + "."
            + extension);
  }

  /** Returns the key with this text, or empty if the text has another shape. */
  public static Optional<ObjectKey> parse(String text) {
    return owner(text).isPresent() ? Optional.of(new ObjectKey(text)) : Optional.empty();
  }

  private static Optional<OwnerId> owner(String key) {
    Matcher matcher = SHAPE.matcher(key);
    return matcher.matches() ? OwnerId.ofKeySegment(matcher.group(1)) : Optional.empty();
  }

  /** Returns the user whose object it is. */
  public OwnerId owner() {
    return owner(value).orElseThrow();
  }

  @Override
  public int compareTo(ObjectKey other) {
    return value.compareTo(other.value);
  }

  /** Returns the key's text. */
  @Override
  public String toString() {
    return value;
  }
}
