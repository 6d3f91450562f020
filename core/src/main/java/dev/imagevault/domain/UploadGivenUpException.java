package dev.imagevault.domain;

/**
 * The upload took so long that a sweep took it for dead. Nothing of it stays; a repeat may succeed.
 */
public final class UploadGivenUpException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** Says so. */
  public UploadGivenUpException() {
    super("The upload took too long and was given up; please try again");
  }
}
