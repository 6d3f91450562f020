package dev.imagevault;

import dev.imagevault.domain.Image;

/**
 * Is told how far one upload is, on the thread that uploads. What it throws ends the upload, as a
 * failure of the upload's own would.
 */
public interface UploadListener {

  /** The file is an image, cleaned; nothing is recorded yet. */
  default void checked() {}

  /**
   * The image is recorded, and is put next; or, if it is READY already, it was stored earlier under
   * the same idempotency key.
   */
  default void recorded(Image image) {}
}
