package dev.imagevault.domain;

import java.util.Optional;

/**
 * What is known of an image before it is recorded.
 *
 * @param owner whom it belongs to
 * @param key where its object will lie, never used before
 * @param originalName how the user's file was called
 * @param format what its content is
 * @param size of the bytes to store, positive
 * @param width in pixels, as shown, positive
 * @param height in pixels, as shown, positive
 * @param sha256 of the bytes to store
 * @param idempotencyKey by which the client recognises a repeat of this upload
 */
public record NewImage(
    OwnerId owner,
    ObjectKey key,
    OriginalName originalName,
    ImageFormat format,
    long size,
    int width,
    int height,
    Sha256 sha256,
    Optional<IdempotencyKey> idempotencyKey) {

  /** Refuses sizes and dimensions that are not positive. */
  public NewImage {
    if (size < 1 || width < 1 || height < 1) {
      throw new IllegalArgumentException("an image has bytes, a width and a height");
    }
  }
}
