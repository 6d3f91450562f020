package dev.imagevault.memory;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** An image and what the repository alone knows of it. Guarded by the repository's lock. */
final class Row {

  private static final Duration FIRST_LEASE = Duration.ofSeconds(10);
  private static final int LONGEST_DOUBLING = 16;

  Image image;
  Optional<IdempotencyKey> idempotencyKey;
  boolean givenToRepeat;
  boolean putIsOver;
  boolean withdrawnByOwner;
  int attempts;
  Instant nextAttemptAt;

  /** The image is PENDING. */
  Row(ImageId id, NewImage image, Instant now) {
    this.image =
        new Image(
            id,
            image.owner(),
            image.originalName(),
            image.original(),
            image.sha256(),
            ImageStatus.PENDING,
            now,
            now);
    this.idempotencyKey = image.idempotencyKey();
    this.nextAttemptAt = now;
  }

  void become(ImageStatus status, Instant now) {
    image =
        new Image(
            image.id(),
            image.owner(),
            image.originalName(),
            image.original(),
            image.sha256(),
            status,
            image.createdAt(),
            now);
  }

  /** The image is DELETING, and nobody claims it for so long. */
  void delete(Instant now, Duration leased) {
    putIsOver = image.status() == ImageStatus.READY;
    become(ImageStatus.DELETING, now);
    idempotencyKey = Optional.empty();
    nextAttemptAt = now.plus(leased);
  }

  /** The image is DELETING, and leased to the caller; see {@link ImageRepository}. */
  Claim claim(Instant now, Duration longest, Duration latePut) {
    if (image.status() == ImageStatus.PENDING) {
      delete(now, Duration.ZERO);
    }
    Duration doubled = FIRST_LEASE.multipliedBy(1L << Math.min(attempts++, LONGEST_DOUBLING));
    Duration lease = doubled.compareTo(longest) < 0 ? doubled : longest;
    long millis = lease.toMillis();
    Duration jittered =
        Duration.ofMillis(RandomGenerator.getDefault().nextLong(millis - millis / 4, millis + 1));
    nextAttemptAt = now.plus(jittered);
    boolean late = !now.isBefore(image.createdAt().plus(latePut));
    return new Claim(image, jittered, putIsOver || late);
  }

  boolean isDue(Instant now, Duration olderThan) {
    return switch (image.status()) {
      case PENDING -> image.createdAt().isBefore(now.minus(olderThan));
      case READY -> false;
      case DELETING -> !nextAttemptAt.isAfter(now);
    };
  }
}
