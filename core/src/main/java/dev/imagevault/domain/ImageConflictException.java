package dev.imagevault.domain;

/** The upload cannot stand beside what is there or was done meanwhile. Nothing of it stays. */
public final class ImageConflictException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** What it collides with. */
  public enum Reason {
    /** The idempotency key belongs to an upload of other bytes. */
    IDEMPOTENCY_CONFLICT,
    /** An upload with the same idempotency key is under way; a repeat in a second may succeed. */
    IDEMPOTENCY_IN_PROGRESS,
    /** The user's quota has no room for it. */
    QUOTA_EXCEEDED,
    /** The user deleted everything while the upload was under way. */
    WITHDRAWN,
    /** The user has as many direct uploads prepared as there may be. */
    TOO_MANY_UPLOADS,
    /** The store has nothing of the direct upload yet: it is to be sent, then completed. */
    UPLOAD_NOT_RECEIVED,
    /** The direct upload is being completed; a repeat in a second may have its result. */
    UPLOAD_IN_PROGRESS,
    /** Another image has the id that an imported one would keep. */
    ID_TAKEN
  }

  private final Reason reason;

  /** Says with what it collides. */
  public ImageConflictException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns with what it collides. */
  public Reason reason() {
    return reason;
  }
}
