package dev.imagevault.javalin.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imagevault.domain.OwnerId;
import java.util.List;
import java.util.Optional;

/**
 * What a token must say, beside being signed and in its time.
 *
 * @param userClaim the claim that holds the user id; empty for the first present of {@code sub},
 *     {@code userId} and {@code id}
 * @param issuer what {@code iss} must be; empty for anything
 * @param audience what {@code aud} must be or contain; empty for anything. Access tokens of Amazon
 *     Cognito ({@code token_use} is {@code access}) have no {@code aud}: their {@code client_id}
 *     must be it
 */
public record JwtRules(
    Optional<String> userClaim, Optional<String> issuer, Optional<String> audience) {

  /** The user in the first present of the usual claims; any issuer and audience. */
  public static final JwtRules DEFAULT =
      new JwtRules(Optional.empty(), Optional.empty(), Optional.empty());

  private static final List<String> USUAL_USER_CLAIMS = List.of("sub", "userId", "id");

  /**
   * Returns the user whom the claims name, if they follow these rules.
   *
   * @throws dev.imagevault.javalin.UnauthorizedException they do not; the reason names the claim
   */
  OwnerId apply(JsonNode claims) {
    issuer.ifPresent(expected -> requireText(claims, "iss", expected));
    audience.ifPresent(expected -> requireAudience(claims, expected));
    return user(claims);
  }

  private static void requireText(JsonNode claims, String name, String expected) {
    if (!isText(claims.path(name), expected)) {
      throw wrong(claims, name);
    }
  }

  private static void requireAudience(JsonNode claims, String expected) {
    if (!claims.has("aud") && isText(claims.path("token_use"), "access")) {
      requireText(claims, "client_id", expected);
      return;
    }
    JsonNode audience = claims.path("aud");
    boolean among = false;
    if (audience.isArray()) {
      for (JsonNode each : audience) {
        among |= isText(each, expected);
      }
    }
    if (!among && !isText(audience, expected)) {
      throw wrong(claims, "aud");
    }
  }

  private static boolean isText(JsonNode claim, String expected) {
    return claim.isTextual() && claim.asText().equals(expected);
  }

  private static RuntimeException wrong(JsonNode claims, String name) {
    return InvalidToken.because(
        "the claim " + name + (claims.has(name) ? " is not the one required" : " is missing"));
  }

  private OwnerId user(JsonNode claims) {
    List<String> names = userClaim.map(List::of).orElse(USUAL_USER_CLAIMS);
    String name =
        names.stream()
            .filter(claims::has)
            .findFirst()
            .orElseThrow(
                () -> InvalidToken.because("no user id: the claim " + names + " is missing"));
    JsonNode claim = claims.get(name);
    try {
      if (claim.isTextual() || claim.isIntegralNumber()) {
        return new OwnerId(claim.asText());
      }
    } catch (IllegalArgumentException e) {
      // Its message may show the id.
    }
    throw InvalidToken.because("the claim " + name + " is not a usable user id");
  }
}
