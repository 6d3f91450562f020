package dev.imagevault.app;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.domain.OwnerId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Makes tokens that the service accepts. Thread-safe. */
final class TokenMint {

  private final TokenConfig config;
  private final Clock clock;

  TokenMint(TokenConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Returns a token for this user that expires after this time. It is a secret. */
  String mint(OwnerId user, Duration ttl) {
    Instant now = clock.instant();
    JWTCreator.Builder token =
        JWT.create()
            .withClaim(config.userClaim().orElse("sub"), user.value())
            .withIssuedAt(now)
            .withExpiresAt(now.plus(ttl));
    config.issuer().ifPresent(token::withIssuer);
    config.audience().ifPresent(token::withAudience);
    return token.sign(Algorithm.HMAC256(config.secret().getBytes(StandardCharsets.UTF_8)));
  }
}
