package dev.imagevault.app;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.domain.OwnerId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Makes tokens that the service accepts, where they are made of a secret. Thread-safe. */
final class TokenMint {

  private final TokenConfig config;
  private final String secret;
  private final Clock clock;

  /**
   * Signs with the present secret, never with the one before.
   *
   * @throws IllegalArgumentException tokens come from elsewhere
   */
  TokenMint(TokenConfig config, Clock clock) {
    if (config.secrets().isEmpty()) {
      throw new IllegalArgumentException("tokens come from whoever has the private key");
    }
    this.config = config;
    this.secret = config.secrets().get(0);
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
    return token.sign(Algorithm.HMAC256(secret.getBytes(StandardCharsets.UTF_8)));
  }
}
