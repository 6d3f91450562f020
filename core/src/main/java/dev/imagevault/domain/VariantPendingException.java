package dev.imagevault.domain;

import java.time.Duration;

/** The variant is not made yet. */
public final class VariantPendingException extends ImageException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * Says so.
   *
   * @param retryAfter when to ask again, from now on
   */
  public VariantPendingException(Duration retryAfter) {
    super("The variant is being made; please try again soon");
    this.retryAfter = retryAfter;
  }

  /** Returns when to ask again, from now on. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
