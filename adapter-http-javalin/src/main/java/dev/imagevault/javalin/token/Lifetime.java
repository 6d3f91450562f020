package dev.imagevault.javalin.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a token is good (RFC 7519, section 4.1): before {@code exp}, and neither before {@code nbf}
 * nor before it was issued, {@code iat}.
 */
record Lifetime(Instant notBefore, Instant issued, Instant expires) {

  /** How far the clocks of issuer and server may be apart. */
  static final Duration LEEWAY = Duration.ofSeconds(20);

  /** The end of the year 9999 in seconds. What is later was meant in milliseconds, or as never. */
  private static final double LATEST = 253_402_300_799.0;

  /**
   * Returns what the claims say.
   *
   * @throws dev.imagevault.javalin.UnauthorizedException there is no expiry, or one of the times is
   *     no number of seconds (RFC 7519, section 2, NumericDate)
   */
  static Lifetime of(JsonNode claims) {
    if (!claims.has("exp")) {
      throw InvalidToken.because("the claim exp is missing");
    }
    return new Lifetime(time(claims, "nbf"), time(claims, "iat"), time(claims, "exp"));
  }

  private static Instant time(JsonNode claims, String name) {
    if (!claims.has(name)) {
      return Instant.EPOCH;
    }
    double seconds = claims.get(name).isNumber() ? claims.get(name).doubleValue() : Double.NaN;
    // Also false for what is no number.
    if (Math.abs(seconds) <= LATEST) {
      return Instant.ofEpochMilli((long) (seconds * 1000));
    }
    throw InvalidToken.because(
        "the claim " + name + " is not a number of seconds since 1970 before the year 10000");
  }

  /** Returns which claim forbids the token at this moment; empty if none does. */
  Optional<String> objection(Instant now) {
    if (!now.minus(LEEWAY).isBefore(expires)) {
      return Optional.of("the claim exp has passed");
    }
    if (now.plus(LEEWAY).isBefore(notBefore)) {
      return Optional.of("the claim nbf is still to come");
    }
    if (now.plus(LEEWAY).isBefore(issued)) {
      return Optional.of("the claim iat is still to come");
    }
    return Optional.empty();
  }
}
