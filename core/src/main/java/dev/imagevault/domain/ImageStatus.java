package dev.imagevault.domain;

/** The life of an image. It only ever moves forward: PENDING, READY, DELETING, gone. */
public enum ImageStatus {
  /** Recorded, its object perhaps not stored yet. Nobody sees it. */
  PENDING,
  /** Recorded and stored. Its owner sees it. */
  READY,
  /** Nobody sees it any more; its object is deleted, then the record. */
  DELETING
}
