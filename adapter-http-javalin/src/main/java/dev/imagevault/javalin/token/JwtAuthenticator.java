package dev.imagevault.javalin.token;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.OwnerResolver;
import dev.imagevault.javalin.token.VerifiedTokens.VerifiedToken;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Believes bearer tokens (RFC 6750) that are JSON Web Tokens (RFC 7519) signed with one of its
 * keys, and reads the user's id from them. Refuses what RFC 8725 warns of: other algorithms, {@code
 * crit}, duplicate names and every second spelling of the same token. The answer to a refusal is
 * always the same; {@link dev.imagevault.javalin.UnauthorizedException#reason} tells the log why.
 * One that was verified is remembered, and believed again while it has not expired and its key is
 * still one of the keys. Thread-safe.
 */
public final class JwtAuthenticator implements OwnerResolver {

  /** In any case (RFC 9110, section 11.1). */
  private static final String SCHEME = "Bearer ";

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

  @Override
  public OwnerId resolve(Context context) {
    List<String> headers = Collections.list(context.req().getHeaders("Authorization"));
    if (headers.isEmpty()) {
      throw InvalidToken.missing();
    }
    if (headers.size() > 1) {
      throw InvalidToken.because("there is more than one Authorization header");
    }
    String header = headers.get(0);
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw InvalidToken.because("the Authorization header is not of the scheme Bearer");
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
   * @throws dev.imagevault.javalin.UnauthorizedException it is not to be believed, or names none
   */
  OwnerId owner(String token) {
    Optional<VerifiedToken> before = verified.find(token).filter(known -> keys.has(known.key()));
    if (before.isPresent()) {
      requireAlive(before.get().lifetime());
      return before.get().owner();
    }
    VerifiedToken now = verify(token);
    verified.remember(token, now);
    return now.owner();
  }

  private VerifiedToken verify(String token) {
    JwtText text =
        JwtText.parse(token)
            .orElseThrow(() -> InvalidToken.because("the token is not a well-formed JWT"));
    if (text.isCritical()) {
      throw InvalidToken.because("the header crit asks for an extension");
    }
    List<VerificationKey> candidates = keys.candidates(text);
    if (candidates.isEmpty()) {
      throw InvalidToken.because("no key is known for the algorithm and key id of the header");
    }
    VerificationKey key =
        candidates.stream()
            .filter(each -> each.verifies(text))
            .findFirst()
            .orElseThrow(() -> InvalidToken.because("the signature is not of a known key"));
    Lifetime lifetime = Lifetime.of(text.payload());
    requireAlive(lifetime);
    return new VerifiedToken(rules.apply(text.payload()), key, lifetime);
  }

  private void requireAlive(Lifetime lifetime) {
    lifetime
        .objection(clock.instant())
        .ifPresent(
            objection -> {
              throw InvalidToken.because(objection);
            });
  }
}
