package dev.imagevault.domain;

import java.util.Optional;

/**
 * What is known of an image before it is recorded.
 *
 * @param owner whom it belongs to
 * @param originalName how the user's file was called
 * @param original the object that is going to be stored, under a key of this owner's that was never
 *     used before
 * @param sha256 of the original's bytes
 * @param idempotencyKey by which the client recognises a repeat of this upload
 */
public record NewImage(
    OwnerId owner,
    OriginalName originalName,
    ImageObject original,
    Sha256 sha256,
    Optional<IdempotencyKey> idempotencyKey) {

  /** Refuses a key of another owner's, or of what is no original. */
  public NewImage {
    if (original.key().isVariant()
        || original.key().isIncoming()
        || !original.key().owner().equals(owner)) {
      throw new IllegalArgumentException(
          "not the key of an original of this owner: " + original.key());
    }
  }
}
