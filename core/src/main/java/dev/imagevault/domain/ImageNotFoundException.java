package dev.imagevault.domain;

/**
 * The user has no such image. It says the same whether the image never was, is deleted, or is
 * somebody else's.
 */
public final class ImageNotFoundException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** With the one constant message. */
  public ImageNotFoundException() {
    super("Image not found");
  }
}
