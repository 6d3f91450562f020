package dev.imagevault.domain;

/**
 * One recorded attempt at a variant of an image, and its object.
 *
 * @param owner whom the image belongs to
 * @param image of which it is made
 * @param spec how it was wanted
 * @param object where it lies and what it is, under a key that {@link ObjectKey#createVariant} made
 * @param status where in its life it is: PENDING until its object is stored, READY while it may be
 *     seen, DELETING until its object is deleted
 */
public record Variant(
    OwnerId owner, ImageId image, VariantSpec spec, ImageObject object, ImageStatus status) {

  /** Refuses a key that is no variant's, or another owner's. */
  public Variant {
    if (!object.key().isVariant() || !object.key().owner().equals(owner)) {
      throw new IllegalArgumentException("not the key of a variant of this owner: " + object.key());
    }
  }
}
