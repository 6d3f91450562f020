package dev.imagevault.contract;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.UploadId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Values that no other test has used, so that suites can share one back end. */
final class Samples {

  static final long SIZE = 123_456;

  /** Of no format that is accepted: what is stored is open. */
  static final MediaType TYPE = new MediaType("image/vnd.example+xml");

  private static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05Z");

  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
          + "RU5ErkJggg==";

  private Samples() {}

  /** Returns a file that is accepted and stored as it is. */
  static byte[] png() {
    return Base64.getDecoder().decode(PNG);
  }

  static OwnerId owner() {
    return new OwnerId("contract-" + UUID.randomUUID());
  }

  static ObjectKey key(OwnerId owner) {
    return ObjectKey.create(owner, "png", SOME_TIME, new SecureRandom());
  }

  static ImageObject variantObject(OwnerId owner) {
    ObjectKey key = ObjectKey.createVariant(owner, "jpg", SOME_TIME, new SecureRandom());
    return new ImageObject(key, new MediaType("image/jpeg"), 25_033, 400, 300);
  }

  static ObjectKey incoming(OwnerId owner) {
    return ObjectKey.incoming(owner, uploadId());
  }

  static UploadId uploadId() {
    return UploadId.create(SOME_TIME, new SecureRandom());
  }

  static NewImage image(OwnerId owner) {
    return image(owner, Optional.empty(), "a");
  }

  static NewImage image(OwnerId owner, IdempotencyKey idempotencyKey) {
    return image(owner, Optional.of(idempotencyKey), "a");
  }

  static NewImage image(OwnerId owner, Optional<IdempotencyKey> idempotencyKey, String content) {
    return new NewImage(
        owner,
        new OriginalName("Früchte 🍓.png"),
        new ImageObject(key(owner), TYPE, SIZE, 800, 600),
        new Sha256(content.repeat(64)),
        idempotencyKey);
  }
}
