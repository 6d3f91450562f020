package dev.imagevault.javalin.token;

import java.util.Optional;

/**
 * What a token must say, beside being signed and in its time.
 *
 * @param userClaim the claim that holds the user id; empty for the first present of {@code sub},
 *     {@code userId} and {@code id}
 * @param issuer what {@code iss} must be; empty for anything
 * @param audience what {@code aud} must be or contain; empty for anything
 */
public record JwtRules(
    Optional<String> userClaim, Optional<String> issuer, Optional<String> audience) {

  /** The user in the first present of the usual claims; any issuer and audience. */
  public static final JwtRules DEFAULT =
      new JwtRules(Optional.empty(), Optional.empty(), Optional.empty());
}
