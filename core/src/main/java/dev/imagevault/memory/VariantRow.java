package dev.imagevault.memory;

import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.Variant;
import dev.imagevault.port.VariantClaim;
import java.time.Duration;
import java.time.Instant;

/** A variant and what the repository alone knows of it. Guarded by the repository's lock. */
final class VariantRow {

  final Deletion deletion;
  Variant variant;

  VariantRow(Variant variant, Instant now) {
    this.variant = variant;
    this.deletion = new Deletion(now);
  }

  boolean is(ImageStatus status) {
    return variant.status() == status;
  }

  boolean hasKeyOf(Variant other) {
    return variant.object().key().equals(other.object().key());
  }

  void become(ImageStatus status) {
    variant =
        new Variant(variant.owner(), variant.image(), variant.spec(), variant.object(), status);
  }

  /** The variant is DELETING, and may be claimed at once. */
  void delete(Instant now, boolean putIsOver) {
    deletion.begin(now, Duration.ZERO, putIsOver || is(ImageStatus.READY));
    become(ImageStatus.DELETING);
  }

  /** The variant is DELETING, and leased to the caller. */
  VariantClaim claim(Instant now, Duration longest, Duration latePut) {
    if (!is(ImageStatus.DELETING)) {
      delete(now, false);
    }
    Duration lease = deletion.lease(now, longest);
    return new VariantClaim(variant, lease, deletion.putIsOver(now, latePut));
  }
}
