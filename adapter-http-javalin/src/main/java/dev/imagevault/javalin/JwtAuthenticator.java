package dev.imagevault.javalin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Verification;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imagevault.domain.OwnerId;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Believes bearer tokens (RFC 6750) that are JSON Web Tokens (RFC 7519) signed with one of its
 * keys, and reads the user's id from them. Refuses what RFC 8725 warns of: other algorithms, {@code
 * crit}, duplicate names and every second spelling of the same token. Thread-safe.
 */
public final class JwtAuthenticator implements OwnerResolver {

  /** How far the clocks of issuer and server may be apart. */
  private static final Duration LEEWAY = Duration.ofSeconds(20);

  /** RFC 6750, section 3. */
  private static final String CHALLENGE = "Bearer realm=\"imagevault\"";

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  private static final List<String> USUAL_USER_CLAIMS = List.of("sub", "userId", "id");

  private final JwtKeys keys;
  private final JwtRules rules;
  private final Clock clock;

  /**
   * Believes tokens that are signed with one of the keys and follow the rules.
   *
   * @param clock decides what is expired
   */
  public JwtAuthenticator(JwtKeys keys, JwtRules rules, Clock clock) {
    this.keys = keys;
    this.rules = rules;
    this.clock = clock;
    keys.begin();
  }

  private JWTVerifier verifier(Algorithm algorithm) {
    Verification verification =
        JWT.require(algorithm).withClaimPresence("exp").acceptLeeway(LEEWAY.toSeconds());
    rules.issuer().ifPresent(verification::withIssuer);
    rules.audience().ifPresent(verification::withAudience);
    return ((JWTVerifier.BaseVerification) verification).build(clock);
  }

  @Override
  public OwnerId resolve(Context context) {
    List<String> headers = Collections.list(context.req().getHeaders("Authorization"));
    if (headers.isEmpty()) {
      throw new UnauthorizedException("A bearer token is required", CHALLENGE);
    }
    Matcher bearer = BEARER.matcher(headers.get(0));
    if (headers.size() > 1 || !bearer.matches()) {
      throw invalid("One Authorization header with a bearer token is required");
    }
    return owner(bearer.group(1));
  }

  /**
   * Returns the user whom this token names.
   *
   * @throws UnauthorizedException it is not to be believed, or names none
   */
  OwnerId owner(String token) {
    JwtText text =
        JwtText.parse(token).orElseThrow(() -> invalid("The token is not a well-formed JWT"));
    if (!text.hasTimes()) {
      throw invalid("The token does not say when it expires");
    }
    List<Algorithm> candidates = keys.candidates(text);
    if (candidates.isEmpty()) {
      throw invalid("The token is of another algorithm or key than is accepted here");
    }
    verify(token, candidates);
    return userId(text.payload())
        .orElseThrow(() -> invalid("The token does not name a user in the expected claim"));
  }

  private void verify(String token, List<Algorithm> candidates) {
    UnauthorizedException failure = invalid("The token is not valid");
    for (Algorithm algorithm : candidates) {
      try {
        verifier(algorithm).verify(token);
        return;
      } catch (TokenExpiredException e) {
        failure = invalid("The token has expired");
      } catch (JWTVerificationException e) {
        // Whatever it is, the client learns no more than that the token is not valid.
      }
    }
    throw failure;
  }

  private Optional<OwnerId> userId(JsonNode payload) {
    List<String> names = rules.userClaim().map(List::of).orElse(USUAL_USER_CLAIMS);
    return names.stream()
        .filter(payload::has)
        .findFirst()
        .map(payload::get)
        .filter(claim -> claim.isTextual() || claim.isIntegralNumber())
        .flatMap(claim -> ownerId(claim.asText()));
  }

  private static Optional<OwnerId> ownerId(String text) {
    try {
      return Optional.of(new OwnerId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static UnauthorizedException invalid(String message) {
    return new UnauthorizedException(message, CHALLENGE + ", error=\"invalid_token\"");
  }
}
