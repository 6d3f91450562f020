package dev.imagevault.domain;

/** The image has no such variant: none of that name is made, or none can be made of this image. */
public final class VariantNotFoundException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** With the one constant message. */
  public VariantNotFoundException() {
    super("Variant not found");
  }
}
