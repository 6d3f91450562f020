package dev.imagevault.app.dev;

import org.jspecify.annotations.Nullable;

/** A part of dev mode cannot start, for a reason that its user can remedy. */
public final class LocalPartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean misuse;

  private LocalPartException(boolean misuse, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.misuse = misuse;
  }

  /**
   * Something on this machine is in the way.
   *
   * @param message one line that names the thing and the remedy
   * @param cause why, or null
   */
  static LocalPartException failure(String message, @Nullable Throwable cause) {
    return new LocalPartException(false, message, cause);
  }

  /**
   * What was asked for cannot be.
   *
   * @param message one line that names the thing and the remedy
   */
  static LocalPartException misuse(String message) {
    return new LocalPartException(true, message, null);
  }

  /** Returns whether the command was wrong, rather than the machine. */
  public boolean isMisuse() {
    return misuse;
  }
}
