package dev.imagevault.javalin.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.UnauthorizedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

  private static final String SECRET = "a secret of more than thirty-two bytes";
  private static final long NOW = 1_800_000_000;
  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final String GOOD = claims("\"sub\":\"7\"");

  private final JwtAuthenticator authenticator = authenticator(JwtRules.DEFAULT);

  private static JwtAuthenticator authenticator(JwtRules rules) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    return new JwtAuthenticator(JwtKeys.hs256(SECRET), rules, clock);
  }

  private static String claims(String claims) {
    return "{" + claims + ",\"exp\":" + (NOW + 60) + "}";
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(String header, String payload) {
    return signedSegments(base64(header), base64(payload));
  }

  private static String signedSegments(String header, String payload) {
    byte[] signature =
        Algorithm.HMAC256(SECRET)
            .sign(
                header.getBytes(StandardCharsets.UTF_8), payload.getBytes(StandardCharsets.UTF_8));
    return header + "." + payload + "." + base64(signature);
  }

  private void refused(String token) {
    assertThatThrownBy(() -> authenticator.owner(token))
        .as(token)
        .isInstanceOf(UnauthorizedException.class);
  }

  private OwnerId owner(String claims) {
    return authenticator.owner(signed(HS256, claims(claims)));
  }

  @Test
  void aSignedTokenNamesItsUser() {
    assertThat(authenticator.owner(signed(HS256, GOOD))).isEqualTo(new OwnerId("7"));
  }

  @Test
  void theUserIsTheFirstOfTheUsualClaimsThatIsPresent() {
    assertThat(owner("\"id\":3,\"userId\":2,\"sub\":\"1\"")).isEqualTo(new OwnerId("1"));
    assertThat(owner("\"id\":3,\"userId\":2")).isEqualTo(new OwnerId("2"));
    assertThat(owner("\"id\":3")).isEqualTo(new OwnerId("3"));
  }

  @Test
  void theUserIsInTheConfiguredClaimAlone() {
    JwtAuthenticator uid =
        authenticator(new JwtRules(Optional.of("uid"), Optional.empty(), Optional.empty()));
    assertThat(uid.owner(signed(HS256, claims("\"uid\":\"9\",\"sub\":\"1\""))))
        .isEqualTo(new OwnerId("9"));
    assertThatThrownBy(() -> uid.owner(signed(HS256, GOOD)))
        .isInstanceOf(UnauthorizedException.class);
  }

  @Test
  void aNumberIsItsDecimalText() {
    assertThat(owner("\"sub\":123456789012345678901234567890").value())
        .isEqualTo("123456789012345678901234567890");
    assertThat(owner("\"sub\":0").value()).isEqualTo("0");
    assertThat(owner("\"sub\":\"" + "🖼".repeat(128) + "\"").value()).hasSize(256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":\"nobody\"",
        "\"sub\":\"\"",
        "\"sub\":null,\"id\":1",
        "\"sub\":1.0",
        "\"sub\":1e3",
        "\"sub\":true",
        "\"sub\":[\"1\"]",
        "\"sub\":{\"id\":1}",
        "\"sub\":\"a\\u0000b\"",
        "\"sub\":\"a\\nb\"",
        "\"sub\":\"a\\u0085b\"",
        "\"sub\":\"\\ud800\"",
      })
  void withoutAUsableUserItIsRefused(String claims) {
    refused(signed(HS256, claims(claims)));
  }

  @Test
  void aUserIdMayNotBeTooLong() {
    refused(signed(HS256, claims("\"sub\":\"" + "x".repeat(129) + "\"")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"7\"}",
        "{\"sub\":\"7\",\"exp\":null}",
        "{\"sub\":\"7\",\"exp\":\"1800000060\"}",
        "{\"sub\":\"7\",\"exp\":1e300}",
        "{\"sub\":\"7\",\"exp\":[1800000060]}",
        "{\"sub\":\"7\",\"exp\":1799999969}",
        "{\"sub\":\"7\",\"exp\":-1}",
        "{\"sub\":\"7\",\"exp\":1e999999999}",
        "{\"sub\":\"7\",\"exp\":-1e300}",
        "{\"sub\":\"7\",\"exp\":99999999999999999999999999}",
        "{\"sub\":\"7\",\"exp\":1800000060000}",
        "{\"sub\":\"7\",\"exp\":1799999980}",
        "{\"sub\":\"7\",\"exp\":1800000060,\"nbf\":1800000031}",
        "{\"sub\":\"7\",\"exp\":1800000060,\"nbf\":\"now\"}",
        "{\"sub\":\"7\",\"exp\":1800000060,\"iat\":1800000031}",
      })
  void outOfItsTimeItIsRefused(String payload) {
    refused(signed(HS256, payload));
  }

  @Test
  void clocksMayBeAFewSecondsApart() {
    String payload =
        "{\"sub\":\"7\",\"exp\":" + (NOW - 10) + ",\"nbf\":" + (NOW - 20) + ",\"iat\":0}";
    assertThatCode(() -> authenticator.owner(signed(HS256, payload))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"HS384\"}",
        "{\"alg\":\"HS512\"}",
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"crit\":[]}",
        "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "[\"HS256\"]",
        "\"HS256\"",
        "{\"alg\":\"HS256\"} ,",
        "{\"alg\":\"HS256\"}{}",
        "{'alg':'HS256'}",
        "",
      })
  void otherHeadersAreRefused(String header) {
    refused(signed(header, GOOD));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    refused(base64("{\"alg\":\"none\"}") + "." + base64(GOOD) + ".");
    refused(base64(HS256) + "." + base64(GOOD) + ".");
    refused(base64(HS256) + "." + base64(GOOD));
  }

  @Test
  void duplicateClaimsAreRefusedAtAnyDepth() {
    refused(signed(HS256, claims("\"sub\":\"7\",\"sub\":\"8\"")));
    refused(signed(HS256, claims("\"sub\":\"7\",\"s\\u0075b\":\"8\"")));
    refused(signed(HS256, claims("\"sub\":\"7\",\"x\":{\"a\":1,\"a\":2}")));
  }

  @Test
  void everySecondSpellingOfTheSameTokenIsRefused() {
    String token = signed(HS256, GOOD);
    refused(token + "=");
    refused(token + ".");
    refused("." + token);
    refused(token + "\n");
    refused(" " + token);
    refused(token.replaceFirst("\\.", ".."));
    refused(signedSegments(base64(HS256) + "=", base64(GOOD)));
    // 32 bytes are 43 characters, of which the last has two stray bits.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    for (int stray = 1; stray < 4; stray++) {
      refused(token.substring(0, token.length() - 1) + alphabet.charAt(last + stray));
    }
  }

  @Test
  void noCharacterOfATokenCanBeChanged() {
    String token = signed(HS256, GOOD);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      refused(token.substring(0, i) + other + token.substring(i + 1));
    }
  }

  @Test
  void anotherKeyIsRefused() {
    String header = base64(HS256);
    String payload = base64(GOOD);
    byte[] signature =
        Algorithm.HMAC256(SECRET + "x")
            .sign(
                header.getBytes(StandardCharsets.UTF_8), payload.getBytes(StandardCharsets.UTF_8));
    refused(header + "." + payload + "." + base64(signature));
  }

  @Test
  void onlyUtf8IsRead() {
    byte[] payload = GOOD.getBytes(StandardCharsets.UTF_16BE);
    refused(signedSegments(base64(HS256), base64(payload)));
    byte[] broken = claims("\"sub\":\"7\",\"x\":\"?\"").getBytes(StandardCharsets.UTF_8);
    broken[new String(broken, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
    refused(signedSegments(base64(HS256), base64(broken)));
  }

  @Test
  void hugeAndDeepTokensAreRefused() {
    refused(signed(HS256, claims("\"sub\":\"7\",\"x\":\"" + "y".repeat(10_000) + "\"")));
    refused(signed(HS256, claims("\"sub\":\"7\",\"x\":" + "[".repeat(2000) + "]".repeat(2000))));
  }

  @Test
  void issuerAndAudienceAreEnforcedWhenSet() {
    JwtAuthenticator strict =
        authenticator(
            new JwtRules(Optional.empty(), Optional.of("https://idp"), Optional.of("images")));
    String sub = "\"sub\":\"7\",";
    for (String good :
        new String[] {
          "\"iss\":\"https://idp\",\"aud\":\"images\"",
          "\"iss\":\"https://idp\",\"aud\":[\"other\",\"images\"]"
        }) {
      assertThat(strict.owner(signed(HS256, claims(sub + good)))).isEqualTo(new OwnerId("7"));
    }
    for (String bad :
        new String[] {
          "\"iss\":\"https://idp\"",
          "\"aud\":\"images\"",
          "\"iss\":\"https://idp/\",\"aud\":\"images\"",
          "\"iss\":\"https://idp\",\"aud\":\"image\"",
          "\"iss\":\"https://idp\",\"aud\":[]",
          "\"iss\":[\"https://idp\"],\"aud\":\"images\""
        }) {
      assertThatThrownBy(() -> strict.owner(signed(HS256, claims(sub + bad))))
          .as(bad)
          .isInstanceOf(UnauthorizedException.class);
    }
  }

  @Test
  void anAccessTokenOfCognitoHasItsClientForAnAudience() {
    JwtAuthenticator strict =
        authenticator(new JwtRules(Optional.empty(), Optional.empty(), Optional.of("images")));
    String access = "\"sub\":\"7\",\"token_use\":\"access\",";
    assertThat(strict.owner(signed(HS256, claims(access + "\"client_id\":\"images\""))))
        .isEqualTo(new OwnerId("7"));
    for (String bad :
        new String[] {
          access + "\"client_id\":\"other\"",
          access + "\"client_id\":[\"images\"]",
          access + "\"aud\":\"other\",\"client_id\":\"images\"",
          access + "\"aud\":null,\"client_id\":\"images\"",
          "\"sub\":\"7\",\"token_use\":\"access\"",
          "\"sub\":\"7\",\"token_use\":\"id\",\"client_id\":\"images\"",
          "\"sub\":\"7\",\"client_id\":\"images\""
        }) {
      assertThatThrownBy(() -> strict.owner(signed(HS256, claims(bad))))
          .as(bad)
          .isInstanceOf(UnauthorizedException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sub\":\"7\"} | the claim exp is missing",
        "{\"sub\":\"7\",\"exp\":1800000060000} | the claim exp is not a number of seconds",
        "{\"sub\":\"7\",\"exp\":1} | the claim exp has passed",
        "{\"sub\":\"7\",\"exp\":1800000060,\"nbf\":1800000050} | the claim nbf is still to come",
        "{\"sub\":\"7\",\"exp\":1800000060,\"iat\":1800000050} | the claim iat is still to come",
        "{\"sub\":\"7\",\"exp\":1800000060} | the claim iss is missing",
        "{\"iss\":\"i\",\"exp\":1800000060} | the claim aud is missing",
        "{\"iss\":\"i\",\"aud\":\"b\",\"exp\":1800000060} | the claim aud is not the one required",
        "{\"iss\":\"i\",\"aud\":\"a\",\"exp\":1800000060} | [sub, userId, id] is missing",
        "{\"iss\":\"i\",\"aud\":\"a\",\"sub\":\"\",\"exp\":1800000060} | the claim sub is not a usable user id"
      })
  void theReasonNamesTheClaimAndTheAnswerDoesNot(String payload, String reason) {
    JwtAuthenticator strict =
        authenticator(new JwtRules(Optional.empty(), Optional.of("i"), Optional.of("a")));
    assertThatThrownBy(() -> strict.owner(signed(HS256, payload)))
        .isInstanceOfSatisfying(
            UnauthorizedException.class, e -> assertThat(e.reason()).contains(reason))
        .hasMessage("The token is not valid");
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtKeys.hs256("x".repeat(31)))
        .withMessageContaining("32");
    assertThat(JwtKeys.hs256("ü".repeat(16)).toString()).doesNotContain("ü");
  }
}
