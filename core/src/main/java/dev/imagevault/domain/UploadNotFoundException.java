package dev.imagevault.domain;

/**
 * The user has no such direct upload. It says the same whether the upload never was, is somebody
 * else's, has expired, was given up, or became an image that is deleted by now.
 */
public final class UploadNotFoundException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** With the one constant message. */
  public UploadNotFoundException() {
    super("Upload not found; prepare a new one");
  }
}
