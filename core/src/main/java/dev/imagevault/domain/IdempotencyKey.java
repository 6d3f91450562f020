package dev.imagevault.domain;

/**
 * The client's own name for one upload, by which a repeat is recognised (the {@code
 * Idempotency-Key} header of draft-ietf-httpapi-idempotency-key-header). It counts per user.
 *
 * @param value 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String value) {

  /** Refuses what breaks the rule above. */
  public IdempotencyKey {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to 255 visible ASCII characters");
    }
  }

  private static boolean isWellFormed(String text) {
    return !text.isEmpty()
        && text.length() <= 255
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /**
   * Returns the key that a client sent.
   *
   * @throws ImageRejectedException {@code IDEMPOTENCY_KEY} if it breaks the rule above
   */
  public static IdempotencyKey parse(String text) {
    if (!isWellFormed(text)) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.IDEMPOTENCY_KEY,
          "Idempotency-Key has 1 to 255 visible ASCII characters");
    }
    return new IdempotencyKey(text);
  }

  /** Returns the key as it is. */
  @Override
  public String toString() {
    return value;
  }
}
