package dev.imagevault.javalin.token;

import dev.imagevault.javalin.UnauthorizedException;

/** Refusals of requests that have no token, or one that is not believed. */
final class InvalidToken {

  /** RFC 6750, section 3. */
  private static final String CHALLENGE = "Bearer realm=\"imagevault\"";

  private InvalidToken() {}

  /** There is no token at all. */
  static UnauthorizedException missing() {
    return new UnauthorizedException(
        "A bearer token is required", CHALLENGE, "there is no Authorization header");
  }

  /**
   * Whoever tries tokens learns nothing from the answer; the operator is told the reason.
   *
   * @param reason never any part of the token
   */
  static UnauthorizedException because(String reason) {
    return new UnauthorizedException(
        "The token is not valid", CHALLENGE + ", error=\"invalid_token\"", reason);
  }
}
