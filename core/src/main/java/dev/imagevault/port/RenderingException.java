package dev.imagevault.port;

import org.jspecify.annotations.Nullable;

/** No picture was made of an image, or not all that were wanted. */
public final class RenderingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is to blame, and so what the caller may conclude. */
  public enum Failure {
    /** The image: it cannot be rendered, and a repeat fails again. */
    IMAGE,
    /**
     * Whoever decoded it died, took too long or made what is no picture. The image may be the
     * reason, or a machine under load: a repeat may succeed, and a third is not worth it.
     */
    WORKER,
    /**
     * Nobody: there is no engine for this format or encoding, no room for its files, or the source
     * could not be read. It says nothing about the image.
     */
    ENGINE
  }

  private final Failure failure;

  /**
   * Says what is to blame and why.
   *
   * @param message for the operator; it names the remedy if there is one, and no file
   * @param cause what was thrown, or null
   */
  public RenderingException(Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  /** Returns what is to blame. */
  public Failure failure() {
    return failure;
  }
}
