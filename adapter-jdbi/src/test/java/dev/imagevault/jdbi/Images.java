package dev.imagevault.jdbi;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** Images to record, each with a key of its own. */
final class Images {

  private static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05Z");

  private Images() {}

  static NewImage of(OwnerId owner, ImageFormat format) {
    return of(owner, format, Optional.empty());
  }

  /** Returns a picture of an image of the owner's. */
  static ImageObject variantOf(OwnerId owner) {
    return new ImageObject(
        ObjectKey.createVariant(owner, "jpg", SOME_TIME, new SecureRandom()),
        ImageFormat.JPEG.mediaType(),
        100,
        4,
        3);
  }

  static NewImage of(OwnerId owner, ImageFormat format, Optional<IdempotencyKey> idempotencyKey) {
    return new NewImage(
        owner,
        OriginalName.of("photo", format),
        new ImageObject(
            ObjectKey.create(owner, format.extension(), SOME_TIME, new SecureRandom()),
            format.mediaType(),
            1000,
            40,
            30),
        new Sha256("0".repeat(64)),
        idempotencyKey);
  }
}
