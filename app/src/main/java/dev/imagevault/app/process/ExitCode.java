package dev.imagevault.app.process;

/** What a process tells by its end; 0 is that it did what was asked. */
public final class ExitCode {

  /** A fault, or something outside that does not answer. */
  public static final int FAILURE = 1;

  /** A wrong command line or configuration; nothing was started. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
