package dev.imagevault.javalin;

/** The request names no user that can be trusted. It is answered with 401. */
public final class UnauthorizedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String challenge;
  private final String reason;

  /**
   * Says why.
   *
   * @param message for the client; never any part of what it sent
   * @param challenge the value of {@code WWW-Authenticate} (RFC 9110, section 11.6.1), such as
   *     {@code Bearer}
   */
  public UnauthorizedException(String message, String challenge) {
    this(message, challenge, message);
  }

  /**
   * Says why, and more to the operator than to the client.
   *
   * @param message for the client; never any part of what it sent
   * @param challenge the value of {@code WWW-Authenticate} (RFC 9110, section 11.6.1), such as
   *     {@code Bearer}
   * @param reason for the log; never any part of what the client sent
   */
  public UnauthorizedException(String message, String challenge, String reason) {
    super(message, null, false, false);
    this.challenge = challenge;
    this.reason = reason;
  }

  /** Returns the value of {@code WWW-Authenticate}. */
  public String challenge() {
    return challenge;
  }

  /** Returns why, for the log. */
  public String reason() {
    return reason;
  }
}
