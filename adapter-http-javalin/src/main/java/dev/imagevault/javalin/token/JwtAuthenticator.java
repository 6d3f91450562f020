package dev.imagevault.javalin.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.OwnerResolver;
import dev.imagevault.javalin.UnauthorizedException;
import dev.imagevault.javalin.token.VerifiedTokens.VerifiedToken;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Believes bearer tokens (RFC 6750) that are JSON Web Tokens (RFC 7519) signed with one of its
 * keys, and reads the user's id from them. Refuses what RFC 8725 warns of: other algorithms, {@code
 * crit}, duplicate names and every second spelling of the same token. One that was verified is
 * remembered, and believed again while it has not expired and its key is still one of the keys.
 * Thread-safe.
 */
public final class JwtAuthenticator implements OwnerResolver {

  /** How far the clocks of issuer and server may be apart. */
  private static final Duration LEEWAY = Duration.ofSeconds(20);

  /** RFC 6750, section 3. */
  private static final String CHALLENGE = "Bearer realm=\"imagevault\"";

  /** In any case (RFC 9110, section 11.1). */
  private static final String SCHEME = "Bearer ";

  private static final List<String> USUAL_USER_CLAIMS = List.of("sub", "userId", "id");

  private final JwtKeys keys;
  private final JwtRules rules;
  private final Clock clock;
  private final VerifiedTokens verified = new VerifiedTokens();

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
    String header = headers.get(0);
    if (headers.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw invalid("One Authorization header with a bearer token is required");
    }
    int start = SCHEME.length();
    while (header.startsWith(" ", start)) {
      start++;
    }
    return owner(header.substring(start));
  }

  /**
   * Returns the user whom this token names.
   *
   * @throws UnauthorizedException it is not to be believed, or names none
   */
  OwnerId owner(String token) {
    Optional<VerifiedToken> before =
        verified
            .find(token)
            .filter(known -> known.isLivingAt(clock.instant(), LEEWAY) && keys.has(known.key()));
    if (before.isPresent()) {
      return before.get().owner();
    }
    VerifiedToken now = verify(token);
    verified.remember(token, now);
    return now.owner();
  }

  private VerifiedToken verify(String token) {
    JwtText text =
        JwtText.parse(token).orElseThrow(() -> invalid("The token is not a well-formed JWT"));
    if (!text.hasTimes()) {
      throw invalid("The token does not say when it expires");
    }
    List<Algorithm> candidates = keys.candidates(text);
    if (candidates.isEmpty()) {
      throw invalid("The token is of another algorithm or key than is accepted here");
    }
    UnauthorizedException failure = invalid("The token is not valid");
    for (Algorithm key : candidates) {
      try {
        DecodedJWT jwt = verifier(key).verify(token);
        return new VerifiedToken(user(text.payload()), key, jwt);
      } catch (TokenExpiredException e) {
        failure = invalid("The token has expired");
      } catch (JWTVerificationException e) {
        // Whatever it is, the client learns no more than that the token is not valid.
      }
    }
    throw failure;
  }

  private OwnerId user(JsonNode payload) {
    List<String> names = rules.userClaim().map(List::of).orElse(USUAL_USER_CLAIMS);
    return names.stream()
        .filter(payload::has)
        .findFirst()
        .map(payload::get)
        .filter(claim -> claim.isTextual() || claim.isIntegralNumber())
        .flatMap(claim -> ownerId(claim.asText()))
        .orElseThrow(() -> invalid("The token does not name a user in the expected claim"));
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
