package dev.imagevault.app;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.domain.OwnerId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

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
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .claim(config.userClaim().orElse("sub"), user.value())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ttl)));
    config.issuer().ifPresent(claims::issuer);
    config.audience().ifPresent(claims::audience);
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret of 32 bytes signs with HS256", e);
    }
    return token.serialize();
  }
}
