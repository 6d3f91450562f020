package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.OwnerId;

/**
 * Is told what a vault did, after it did it and on the thread that did. For metrics and logs: what
 * it throws fails nothing, and is dropped. Thread-safe.
 */
public interface VaultObserver {

  /** The image is stored, and its owner sees it; or a repeat was given it. */
  default void uploaded(Image image) {}

  /** An upload of this owner's was refused, or failed. */
  default void refused(OwnerId owner, ImageException reason) {}

  /** The variants of an image were made, or could not be. */
  default void rendered(Rendered rendered) {}

  /** A sweep ended. */
  default void swept(SweepReport report) {}
}
