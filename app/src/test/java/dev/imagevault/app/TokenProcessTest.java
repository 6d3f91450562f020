package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.imagevault.app.dev.DataDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script does that needs a token. */
class TokenProcessTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path directory;

  private Child token(Map<String, String> environment, String... more) throws Exception {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "token";
    arguments[1] = "--user";
    arguments[2] = "42";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Child.start(directory, environment, arguments);
  }

  /** It is alone on stdout, and signed with this secret. */
  private static DecodedJWT printed(Child command, String secret) throws Exception {
    assertThat(command.exitCode()).as(command.err()).isZero();
    assertThat(command.err()).isEmpty();
    assertThat(command.out()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\R");
    return JWT.require(Algorithm.HMAC256(secret)).build().verify(command.out().strip());
  }

  private static void assertLives(Duration ttl, DecodedJWT token) {
    assertThat(Duration.between(token.getIssuedAtAsInstant(), token.getExpiresAtAsInstant()))
        .isEqualTo(ttl);
  }

  @Test
  void itIsSignedWithTheSecretAndLivesAsLongAsItIsTold() throws Exception {
    Map<String, String> secret = Map.of("JWT_SECRET", SECRET);
    try (Child usual = token(secret);
        Child short1 = token(secret, "--ttl", "90s");
        Child long1 = token(secret, "--ttl", "7d")) {
      DecodedJWT token = printed(usual, SECRET);
      assertThat(token.getSubject()).isEqualTo("42");
      assertThat(token.getIssuer()).isNull();
      assertThat(token.getAudience()).isNull();
      assertLives(Duration.ofHours(1), token);
      assertLives(Duration.ofSeconds(90), printed(short1, SECRET));
      assertLives(Duration.ofDays(7), printed(long1, SECRET));
    }
  }

  @Test
  void itHasWhatTheServiceAsksFor() throws Exception {
    Map<String, String> environment =
        Map.of(
            "JWT_SECRET",
            SECRET,
            "JWT_SECRET_PREVIOUS",
            "fedcba9876543210fedcba9876543210",
            "JWT_USER_CLAIM",
            "uid",
            "JWT_ISSUER",
            "https://login.example",
            "JWT_AUDIENCE",
            "images");
    try (Child command = token(environment)) {
      DecodedJWT token = printed(command, SECRET);
      assertThat(token.getClaim("uid").asString()).isEqualTo("42");
      assertThat(token.getSubject()).isNull();
      assertThat(token.getIssuer()).isEqualTo("https://login.example");
      assertThat(token.getAudience()).containsExactly("images");
    }
  }

  @Test
  void withoutASecretItIsSignedWithThatOfTheDataDirectory() throws Exception {
    String usual;
    String other;
    try (DataDirectory data = DataDirectory.open(directory.resolve(".imagevault"));
        DataDirectory elsewhere = DataDirectory.open(directory.resolve("elsewhere"))) {
      usual = data.jwtSecret();
      other = elsewhere.jwtSecret();
    }
    try (Child here = token(Map.of());
        Child there = token(Map.of(), "--data-dir", "elsewhere");
        Child set = token(Map.of("JWT_SECRET", SECRET))) {
      assertThat(printed(here, usual).getSubject()).isEqualTo("42");
      assertThat(printed(there, other).getSubject()).isEqualTo("42");
      assertThat(printed(set, SECRET).getSubject()).isEqualTo("42");
    }
  }

  @Test
  void whereItCannotBeMadeNothingIsPrinted() throws Exception {
    String jwks = "https://login.example/jwks.json";
    try (Child nothing = token(Map.of());
        Child elsewhere = token(Map.of("JWKS_URL", jwks));
        Child both = token(Map.of("JWT_SECRET", SECRET, "JWKS_URL", jwks));
        Child guessable = token(Map.of("JWT_SECRET", "short"))) {
      for (Child command : new Child[] {nothing, elsewhere, both, guessable}) {
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.out()).isEmpty();
        assertThat(command.err().lines()).hasSize(1);
      }
      assertThat(nothing.err()).contains("JWT_SECRET");
      assertThat(elsewhere.err()).contains("JWKS_URL");
      assertThat(both.err()).contains("JWKS_URL");
      assertThat(guessable.err()).contains("JWT_SECRET", "32 bytes");
    }
  }
}
