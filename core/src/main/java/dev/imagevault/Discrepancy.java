package dev.imagevault;

import dev.imagevault.domain.ObjectKey;

/**
 * Something that store and repository disagree about, though it is old enough to be settled.
 *
 * @param kind what is wrong
 * @param key of the object and of the record, whichever of them there is
 */
public record Discrepancy(Kind kind, ObjectKey key) {

  /** What can be wrong. */
  public enum Kind {
    /** The store has an object that no image record knows. Repaired by deleting the object. */
    OBJECT_WITHOUT_RECORD,
    /**
     * The object of a READY image or variant is missing. The image is deleted, the variant made
     * anew.
     */
    RECORD_WITHOUT_OBJECT
  }
}
