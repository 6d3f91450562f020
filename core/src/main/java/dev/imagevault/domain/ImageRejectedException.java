package dev.imagevault.domain;

/** The file is none that is accepted; a repeat with the same bytes is rejected again. */
public final class ImageRejectedException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** Why a file is rejected. */
  public enum Reason {
    /** It has no bytes. */
    EMPTY,
    /** It has more bytes than the policy allows. */
    TOO_LARGE,
    /** Its content is none of the accepted formats. */
    UNSUPPORTED,
    /** Its content is of an accepted format, but broken or beyond the limits. */
    INVALID,
    /** It is not what its direct upload was prepared for: of another size or hash. */
    MISMATCH,
    /** Its idempotency key is none: something else than 1 to 255 visible ASCII characters. */
    IDEMPOTENCY_KEY
  }

  private final Reason reason;

  /**
   * Says why, in words for the one who chose the file.
   *
   * @param message names what is wrong, without any of the file's own bytes
   */
  public ImageRejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why. */
  public Reason reason() {
    return reason;
  }
}
