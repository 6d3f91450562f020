package dev.imagevault;

/**
 * Is told how far one upload is, on the thread that uploads. What it throws ends the upload, as a
 * failure of the upload's own would.
 */
public interface UploadListener {

  /** The file of a direct upload was read from the store; nothing of it is checked yet. */
  default void received() {}

  /** The file is an image, cleaned; nothing is recorded yet. */
  default void checked() {}
}
