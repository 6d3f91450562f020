package dev.imagevault.javalin;

/** The request names no user that can be trusted. It is answered with 401. */
public final class UnauthorizedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String challenge;

  /**
   * Says why.
   *
   * @param message for the client; never any part of what it sent
   * @param challenge the value of {@code WWW-Authenticate} (RFC 9110, section 11.6.1), such as
   *     {@code Bearer}
   */
  public UnauthorizedException(String message, String challenge) {
    super(message, null, false, false);
    this.challenge = challenge;
  }

  /** Returns the value of {@code WWW-Authenticate}. */
  public String challenge() {
    return challenge;
  }
}
