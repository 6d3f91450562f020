package dev.imagevault.memory;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image and what the repository alone knows of it. Guarded by the repository's lock. */
final class Row {

  final Deletion deletion;
  final List<VariantRow> variants = new ArrayList<>();
  final RenderingState rendering = new RenderingState();
  Image image;
  Optional<IdempotencyKey> idempotencyKey;
  boolean givenToRepeat;
  boolean withdrawnByOwner;
  boolean importAttempt;

  /** The image is PENDING. */
  Row(ImageId id, NewImage image, Instant now) {
    this(id, image, now, now);
  }

  /** As the other one, of an image that was created before. */
  Row(ImageId id, NewImage image, Instant createdAt, Instant now) {
    this.image =
        new Image(
            id,
            image.owner(),
            image.originalName(),
            image.original(),
            image.sha256(),
            ImageStatus.PENDING,
            createdAt,
            now);
    this.idempotencyKey = image.idempotencyKey();
    this.deletion = new Deletion(now);
  }

  boolean isReady() {
    return image.status() == ImageStatus.READY;
  }

  boolean hasReady(VariantSpec spec) {
    return variants.stream()
        .anyMatch(row -> row.is(ImageStatus.READY) && row.variant.spec().equals(spec));
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

  /**
   * Returns whether the image, which has this one's idempotency key, repeats it. If it neither does
   * nor conflicts, this one's time is over.
   */
  boolean isRepeatedBy(NewImage other, Instant now) {
    Duration age = Duration.between(image.createdAt(), now);
    if (image.status() == ImageStatus.PENDING) {
      if (age.compareTo(ImageRepository.PRESUMED_DEAD) < 0) {
        throw new ImageConflictException(
            ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS,
            "An upload with this Idempotency-Key is under way; try again in a second");
      }
      return false;
    }
    if (age.compareTo(ImageRepository.IDEMPOTENCY_KEPT) >= 0) {
      return false;
    }
    if (!image.sha256().equals(other.sha256())) {
      throw new ImageConflictException(
          ImageConflictException.Reason.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key belongs to an upload of another image; choose a new key");
    }
    return true;
  }

  /** The image has no idempotency key any more, and is DELETING if it was PENDING. */
  void giveWay(Instant now) {
    idempotencyKey = Optional.empty();
    if (image.status() == ImageStatus.PENDING) {
      delete(now, Duration.ZERO, false);
    }
  }

  /** The image has another id, as if it had always been that. */
  void renumber(ImageId id) {
    image =
        new Image(
            id,
            image.owner(),
            image.originalName(),
            image.original(),
            image.sha256(),
            image.status(),
            image.createdAt(),
            image.updatedAt());
  }

  /** The image is DELETING, nobody claims it for so long, and it waits for no rendering. */
  void delete(Instant now, Duration leased, boolean putIsOver) {
    deletion.begin(now, leased, putIsOver || isReady());
    become(ImageStatus.DELETING, now);
    idempotencyKey = Optional.empty();
    rendering.end();
  }

  /** The image is DELETING, and leased to the caller; see {@link ImageRepository}. */
  Claim claim(Instant now, Duration longest, Duration latePut) {
    if (image.status() == ImageStatus.PENDING) {
      delete(now, Duration.ZERO, false);
    }
    Duration lease = deletion.lease(now, longest);
    return new Claim(image, lease, deletion.putIsOver(now, latePut));
  }
}
