package dev.imagevault.javalin;

/**
 * Nobody can say at the moment whether to trust the request, since what would tell is away. It is
 * answered with 503 and {@code Retry-After}. Carries no stack trace: it is an answer, not a fault.
 */
public final class AuthenticationUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what is away.
   *
   * @param message for the client; never any part of what it sent
   */
  public AuthenticationUnavailableException(String message) {
    super(message, null, false, false);
  }
}
