package dev.imagevault.domain;

import org.jspecify.annotations.Nullable;

/** A back end did not do what it was asked to. */
public final class BackEndException extends ImageException {

  private static final long serialVersionUID = 1L;

  /** Which one. */
  public enum BackEnd {
    /** The object store. */
    STORAGE,
    /** The image repository. */
    DATABASE,
    /** The URL signer. */
    SIGNER,
    /** The edge's cache. */
    EDGE
  }

  /** What kind of failure, and so what the caller may conclude. */
  public enum Failure {
    /**
     * It answered, and refused: a wrong bucket, a missing permission, a bug. A repeat fails again
     * until somebody changes something. The call has had no effect.
     */
    REFUSED,
    /**
     * It was never reached, or answered that it cannot now. A repeat may succeed. The call has had
     * no effect.
     */
    UNAVAILABLE,
    /**
     * It was reached and its answer was lost or came too late. A repeat may succeed. The call may
     * have had its effect, or may still have it later.
     */
    UNKNOWN
  }

  private final BackEnd backEnd;
  private final Failure failure;

  /**
   * Says which, how and why.
   *
   * @param message for the operator; names the operation and the remedy, never a secret
   * @param cause what the back end's client threw, or null
   */
  public BackEndException(
      BackEnd backEnd, Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.backEnd = backEnd;
    this.failure = failure;
  }

  /** Returns which one. */
  public BackEnd backEnd() {
    return backEnd;
  }

  /** Returns what kind of failure. */
  public Failure failure() {
    return failure;
  }

  /** Returns whether a repeat may succeed without anybody changing anything. */
  public boolean retryable() {
    return failure != Failure.REFUSED;
  }
}
