package dev.imagevault.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an image before its import is recorded.
 *
 * @param image as it is recorded, without an idempotency key
 * @param id that it had and keeps; empty for a new one
 * @param createdAt when it was recorded there; empty for now
 */
public record ImportedImage(NewImage image, Optional<ImageId> id, Optional<Instant> createdAt) {

  /** Refuses an idempotency key, which only clients have. */
  public ImportedImage {
    if (image.idempotencyKey().isPresent()) {
      throw new IllegalArgumentException("an import has no idempotency key");
    }
  }
}
