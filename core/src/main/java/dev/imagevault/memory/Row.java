package dev.imagevault.memory;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An image and what the repository alone knows of it. Guarded by the repository's lock. */
final class Row {

  Image image;
  Optional<IdempotencyKey> idempotencyKey;
  boolean onlyItsUploaderKnows;
  boolean putIsOver;
  int attempts;
  Instant nextAttemptAt;

  Row(Image image, Optional<IdempotencyKey> idempotencyKey) {
    this.image = image;
    this.idempotencyKey = idempotencyKey;
    this.nextAttemptAt = image.createdAt();
  }

  void become(ImageStatus status, Instant now) {
    image =
        new Image(
            image.id(),
            image.owner(),
            image.key(),
            image.originalName(),
            image.format(),
            image.size(),
            image.width(),
            image.height(),
            image.sha256(),
            status,
            image.createdAt(),
            now);
  }

  boolean isDue(Instant now, Duration olderThan) {
    return switch (image.status()) {
      case PENDING -> image.createdAt().isBefore(now.minus(olderThan));
      case READY -> false;
      case DELETING -> !nextAttemptAt.isAfter(now);
    };
  }
}
