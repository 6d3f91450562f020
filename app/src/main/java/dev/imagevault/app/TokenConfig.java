package dev.imagevault.app;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What tokens look like. A secret: {@link #toString} does not show it.
 *
 * @param secret HS256 key, at least {@link #MIN_SECRET_BYTES} of UTF-8 (RFC 7518, section 3.2)
 * @param userClaim the claim that holds the user id; empty for the usual ones
 * @param issuer that tokens must have
 * @param audience that tokens must have
 */
record TokenConfig(
    String secret, Optional<String> userClaim, Optional<String> issuer, Optional<String> audience) {

  static final int MIN_SECRET_BYTES = 32;

  private static final Set<String> RESERVED = Set.of("iss", "aud", "exp", "nbf", "iat");

  /** Returns what the environment says; every problem is the reader's. */
  static TokenConfig read(ConfigReader reader) {
    return new TokenConfig(
        reader.required(Variable.JWT_SECRET, TokenConfig::checkedSecret).orElse(""),
        reader.optional(Variable.JWT_USER_CLAIM, TokenConfig::checkedClaim),
        reader.text(Variable.JWT_ISSUER),
        reader.text(Variable.JWT_AUDIENCE));
  }

  private static String checkedSecret(String secret) {
    if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "is shorter than "
              + MIN_SECRET_BYTES
              + " bytes: 'openssl rand -base64 48' makes a good one");
    }
    return secret;
  }

  private static String checkedClaim(String claim) {
    if (RESERVED.contains(claim)) {
      throw new IllegalArgumentException(
          "names a claim that cannot hold a user id, such as sub can");
    }
    return claim;
  }

  @Override
  public String toString() {
    return "TokenConfig[…]";
  }
}
