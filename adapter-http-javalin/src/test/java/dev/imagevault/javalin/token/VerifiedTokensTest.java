package dev.imagevault.javalin.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.UnauthorizedException;
import dev.imagevault.javalin.token.VerifiedTokens.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedTokensTest {

  private static final OwnerId SEVEN = new OwnerId("7");
  private static final long NOW = 1_800_000_000;
  private static final String LIVING = "{\"sub\":\"7\",\"exp\":1800000060}";

  private static final String SECRET = "a secret of more than thirty-two bytes";

  private final CountingKey key = new CountingKey();
  private final VerificationKey verification =
      new VerificationKey(Optional.empty(), key, Set.of("HS256"));
  private Instant now = Instant.ofEpochSecond(NOW);

  /** Counts how often it is asked for: with each verification, and never beside. */
  private static final class CountingKey implements SecretKey {

    private static final long serialVersionUID = 1L;
    private final AtomicInteger used = new AtomicInteger();

    @Override
    public String getAlgorithm() {
      return "HmacSHA256";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      used.incrementAndGet();
      return SECRET.getBytes(StandardCharsets.UTF_8);
    }
  }

  private JwtAuthenticator authenticator() {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    return new JwtAuthenticator(new FixedKeys(List.of(verification)), JwtRules.DEFAULT, clock);
  }

  private static String token(String payload) {
    byte[] header = base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
    byte[] body = base64(payload.getBytes(StandardCharsets.UTF_8));
    byte[] signature = base64(Algorithm.HMAC256(SECRET).sign(header, body));
    return new String(header, StandardCharsets.US_ASCII)
        + "."
        + new String(body, StandardCharsets.US_ASCII)
        + "."
        + new String(signature, StandardCharsets.US_ASCII);
  }

  private static byte[] base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encode(bytes);
  }

  private static boolean believes(JwtAuthenticator authenticator, String token) {
    try {
      return authenticator.owner(token).equals(SEVEN);
    } catch (UnauthorizedException e) {
      return false;
    }
  }

  @Test
  void aTokenIsVerifiedOnceInItsLife() {
    JwtAuthenticator authenticator = authenticator();
    String token = token(LIVING);
    assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    int once = key.used.get();
    for (; now.isBefore(Instant.ofEpochSecond(NOW + 80)); now = now.plusSeconds(1)) {
      assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    }
    assertThat(key.used).hasValue(once);
    assertThat(once).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LIVING,
        "{\"sub\":\"7\",\"exp\":1800000030.9}",
        "{\"sub\":\"7\",\"exp\":1800000040,\"nbf\":1799999990}",
        "{\"sub\":\"7\",\"exp\":1800000040,\"iat\":1799999990}",
        "{\"sub\":\"7\",\"exp\":1800000040,\"iat\":1799999970,\"nbf\":1799999995.5}",
        "{\"sub\":\"7\",\"exp\":1800000040,\"nbf\":1799999970,\"iat\":1800000005}",
      })
  void whateverTheClockDoesARepeatIsJudgedAsAFirst(String payload) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    JwtAuthenticator authenticator = authenticator();
    String token = token(payload);
    assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    for (int i = 0; i < 2_000; i++) {
      now = Instant.ofEpochSecond(NOW).plusMillis(125L * random.nextInt(-480, 800));
      assertThat(believes(authenticator, token))
          .as("at %s, with the seed %d", now, seed)
          .isEqualTo(believes(authenticator(), token));
    }
  }

  @Test
  void onlyTheVerySameTokenIsARepeat() {
    JwtAuthenticator authenticator = authenticator();
    String token = token(LIVING);
    assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(believes(authenticator, token.substring(0, i) + other + token.substring(i + 1)))
          .as("%d", i)
          .isFalse();
    }
    for (String more : new String[] {"=", " ", ".", "A", "\0", "\ud800"}) {
      assertThat(believes(authenticator, token + more)).as(more).isFalse();
    }
    assertThat(authenticator.owner(token(LIVING.replace("7", "8")))).isEqualTo(new OwnerId("8"));
  }

  @Test
  void whatIsRefusedIsVerifiedEachTime() {
    JwtAuthenticator authenticator = authenticator();
    String signed = token(LIVING);
    String forged = signed.substring(0, signed.lastIndexOf('.') + 1) + "A".repeat(43);
    String nobody = token("{\"exp\":1800000060}");
    for (String token : new String[] {forged, nobody}) {
      for (int i = 0; i < 3; i++) {
        int before = key.used.get();
        assertThatThrownBy(() -> authenticator.owner(token))
            .isInstanceOf(UnauthorizedException.class);
        assertThat(key.used.get()).isGreaterThan(before);
      }
    }
  }

  @Test
  void ofVeryManyTokensTheMostAreForgotten() {
    VerifiedTokens tokens = new VerifiedTokens();
    VerifiedToken verified = new VerifiedToken(SEVEN, verification, new Lifetime(now, now, now));
    int many = 3 * VerifiedTokens.MOST;
    IntStream.range(0, many).forEach(i -> tokens.remember("token-" + i, verified));
    await()
        .until(
            () ->
                IntStream.range(0, many).filter(i -> tokens.find("token-" + i).isPresent()).count()
                    <= VerifiedTokens.MOST);
  }
}
