package dev.imagevault.domain;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an object lies in the store: an original under {@code users/{user}/images/}, a variant
 * under {@code users/{user}/variants/}, both followed by {@code {epoch millis}-{random}.{ext}}.
 * Nothing in a variant's key leads to the original's. A file that a client sends straight to the
 * store lies under {@code incoming/{user}/{upload id}} until it is checked. Keys are ordered as
 * their text, which is ASCII, so that every store and database agrees.
 *
 * @param value a key of exactly that shape, of characters that need no escaping in a URL (RFC 3986,
 *     section 2.3)
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  /** What the key of every original and variant begins with. */
  public static final String PREFIX = "users/";

  private static final String VARIANTS = "/variants/";

  /** What the key of every file begins with that was sent straight to the store. */
  public static final String INCOMING = "incoming/";

  /** 128 bits, so that no one guesses a key and no two uploads ever share one. */
  private static final int RANDOM_BYTES = 16;

  private static final String USER = "([A-Za-z0-9_-]{1,128}|\\.[A-Za-z0-9_-]{1,683})";

  private static final Pattern SHAPE =
      Pattern.compile(
          "users/" + USER + "/(images|variants)/[0-9]{1,16}-[A-Za-z0-9_-]{16,64}\\.[a-z0-9]{1,8}");

  private static final Pattern INCOMING_SHAPE =
      Pattern.compile(INCOMING + USER + "/" + UploadId.SHAPE);

  /** Refuses every other shape, and a segment that stands for no user. */
  public ObjectKey {
    if (owner(value).isEmpty()) {
      throw new IllegalArgumentException("not the key of an object: " + value);
    }
  }

  /**
   * Returns a key for an original that has not been used before.
   *
   * @param extension 1 to 8 of {@code [a-z0-9]}
   * @param random must be cryptographically strong: the key is part of what keeps an image private
   */
  public static ObjectKey create(
      OwnerId owner, String extension, Instant now, RandomGenerator random) {
    return create(owner, "/images/", extension, now, random);
  }

  /** Returns a key for a variant that has not been used before, as {@link #create} does. */
  public static ObjectKey createVariant(
      OwnerId owner, String extension, Instant now, RandomGenerator random) {
    return create(owner, VARIANTS, extension, now, random);
  }

  private static ObjectKey create(
      OwnerId owner, String folder, String extension, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ObjectKey(
        PREFIX
            + owner.keySegment()
            + folder
            + now.toEpochMilli()
            + "-"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
            + "."
            + extension);
  }

  /** Returns where the file of a direct upload lies until it is checked. */
  public static ObjectKey incoming(OwnerId owner, UploadId id) {
    return new ObjectKey(INCOMING + owner.keySegment() + "/" + id);
  }

  /** Returns whether a file of a direct upload lies there, that nobody has checked. */
  public boolean isIncoming() {
    return value.startsWith(INCOMING);
  }

  /**
   * Returns the direct upload whose file lies there.
   *
   * @throws IllegalStateException it {@linkplain #isIncoming is} no such key
   */
  public UploadId uploadId() {
    if (!isIncoming()) {
      throw new IllegalStateException("not the key of a direct upload: " + value);
    }
    return new UploadId(value.substring(value.lastIndexOf('/') + 1));
  }

  /** Returns the key with this text, or empty if the text has another shape. */
  public static Optional<ObjectKey> parse(String text) {
    return owner(text).isPresent() ? Optional.of(new ObjectKey(text)) : Optional.empty();
  }

  private static Optional<OwnerId> owner(String key) {
    Matcher matcher = (key.startsWith(INCOMING) ? INCOMING_SHAPE : SHAPE).matcher(key);
    return matcher.matches() ? OwnerId.ofKeySegment(matcher.group(1)) : Optional.empty();
  }

  /** Returns the user whose object it is. */
  public OwnerId owner() {
    return owner(value).orElseThrow();
  }

  /** Returns whether it is the key of a variant, and not of an original. */
  public boolean isVariant() {
    // A user may be called "variants", too.
    return value.indexOf(VARIANTS, PREFIX.length() + 1) > 0;
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
