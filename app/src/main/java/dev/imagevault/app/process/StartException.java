package dev.imagevault.app.process;

import org.jspecify.annotations.Nullable;

/** A command gave up for a reason that its user can remedy: no stack trace is shown. */
public class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Says why.
   *
   * @param exitCode of the process
   * @param message names the thing and the remedy, and never a secret
   * @param cause why, or null
   */
  public StartException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Returns the exit code of the process. */
  public int exitCode() {
    return exitCode;
  }
}
