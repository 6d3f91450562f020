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
    if (value.isEmpty()
        || value.length() > 255
        || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to 255 visible ASCII characters");
    }
  }

  /** Returns the key as it is. */
  @Override
  public String toString() {
    return value;
  }
}
