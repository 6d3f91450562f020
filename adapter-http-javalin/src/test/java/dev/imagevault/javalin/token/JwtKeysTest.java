package dev.imagevault.javalin.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.UnauthorizedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtKeysTest {

  private static final OwnerId SEVEN = new OwnerId("7");

  /** Made by openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=test. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdDCCARmgAwIBAgIUBm5aS+MCWN+LmHNeDMVqFMomMU8wCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjUxMjUzMzhaFw0yNjExMjYxMjUzMzha
      MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARLrtKP
      VmiBkeLRhk8UDICpEW90yZY2kAUeJFbSSIbUjGqa5BE5hiF6BQIuXXoyDSWY5sK7
      iuNCkQ821yPhTSkzo1MwUTAdBgNVHQ4EFgQUjvUvzfd559RwrpKgb35w//Vtju8w
      HwYDVR0jBBgwFoAUjvUvzfd559RwrpKgb35w//Vtju8wDwYDVR0TAQH/BAUwAwEB
      /zAKBggqhkjOPQQDAgNJADBGAiEA6nUo902JorhaBGT5jQq+9Bc2ywC6GxVJF35t
      IikVcRUCIQCOTarE4E7fEnAIOjg2NdOCqRRszDhcECSDMHiRs78+fA==
      -----END CERTIFICATE-----
      """;

  private static Issuer rsa;
  private static Issuer ec;
  private static Issuer ec384;
  private static Issuer edwards;

  @BeforeAll
  static void generate() throws Exception {
    rsa = Issuer.rsa("rsa", 2048);
    ec = Issuer.ec("ec", "secp256r1");
    ec384 = Issuer.ec("ec384", "secp384r1");
    edwards = Issuer.edwards("edwards", "Ed25519");
  }

  private static JwtAuthenticator with(JwtKeys keys) {
    return new JwtAuthenticator(keys, JwtRules.DEFAULT, Clock.systemUTC());
  }

  private static void refused(JwtKeys keys, String token) {
    assertThatThrownBy(() -> with(keys).owner(token)).isInstanceOf(UnauthorizedException.class);
  }

  private static String hs256(String secret) {
    return JWT.create()
        .withSubject("7")
        .withClaim("exp", 4102444800L)
        .sign(Algorithm.HMAC256(secret));
  }

  @Test
  void thePublicKeyDecidesTheAlgorithms() throws Exception {
    Map<Issuer, List<String>> algorithms =
        Map.of(
            rsa, List.of("PS256", "RS256", "RS384", "RS512"),
            ec, List.of("ES256"),
            ec384, List.of("ES384"),
            edwards, List.of("EdDSA"));
    for (Issuer issuer : algorithms.keySet()) {
      JwtKeys keys = JwtKeys.publicKey(issuer.pem());
      assertThat(keys.examine()).isEqualTo(String.join(", ", algorithms.get(issuer)));
      for (String algorithm : algorithms.get(issuer)) {
        assertThat(with(keys).owner(issuer.by(algorithm).token())).isEqualTo(SEVEN);
      }
      for (Issuer other : algorithms.keySet()) {
        if (other != issuer) {
          refused(keys, other.token());
        }
      }
      refused(keys, hs256(issuer.pem()));
    }
    refused(JwtKeys.publicKey(rsa.pem()), rsa.by("PS512").token());
    refused(JwtKeys.publicKey(ec.pem()), Issuer.ec("ec", "secp256r1").token());
    refused(JwtKeys.publicKey(rsa.pem()), Issuer.rsa("rsa", 2048).token());
  }

  @Test
  void aPublicKeyIsReadInEveryFormThatEnvironmentsGiveIt() {
    String pem = rsa.pem();
    String[] forms = {
      pem.replace("\n", "\\n"),
      pem.replace("\n", "\r\n"),
      "  \"" + pem.strip() + "\" ",
      Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))
    };
    for (String form : forms) {
      assertThat(with(JwtKeys.publicKey(form)).owner(rsa.token())).isEqualTo(SEVEN);
    }
  }

  @Test
  void aCertificateIsAsGoodAsItsKey() throws Exception {
    assertThat(JwtKeys.publicKey(CERTIFICATE).examine()).isEqualTo("ES256");
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE KEY, openssl pkey",
    "RSA PRIVATE KEY, openssl pkey",
    "RSA PUBLIC KEY, openssl rsa",
    "PUBLIC KEY, damaged",
    "CERTIFICATE, damaged",
    "SSH2 PUBLIC KEY, neither",
  })
  void whatIsNoPublicKeyIsRefusedWithARemedyAndNotRepeated(String label, String remedy) {
    String pem = "-----BEGIN %1$s-----\nQUJDREVGRw==\n-----END %1$s-----\n".formatted(label);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtKeys.publicKey(pem))
        .withMessageContaining(remedy)
        .withMessageNotContaining("QUJD");
  }

  @Test
  void damagedTextIsRefused() {
    String pem = ec.pem();
    String[] texts = {
      "", "hunter2", pem.substring(0, pem.length() - 9), pem + pem, "x".repeat(70_000)
    };
    for (String text : texts) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> JwtKeys.publicKey(text))
          .withMessageStartingWith("the public key ")
          .withMessageNotContaining("hunter2");
    }
  }

  @Test
  void weakKeysAndOtherCurvesAreRefused() throws Exception {
    String weak = Issuer.rsa("weak", 1024).pem();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtKeys.publicKey(weak))
        .withMessageContaining("1024")
        .withMessageContaining("2048");
    for (Issuer issuer :
        List.of(Issuer.ec("other", "secp521r1"), Issuer.edwards("other", "Ed448"))) {
      String other = issuer.pem();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> JwtKeys.publicKey(other))
          .withMessageContaining("P-256");
    }
  }

  @Test
  void thePreviousSecretIsBelievedToo() {
    String present = "0123456789abcdef0123456789abcdef";
    String previous = "fedcba9876543210fedcba9876543210";
    JwtKeys keys = JwtKeys.hs256(present, previous);
    assertThat(with(keys).owner(hs256(present))).isEqualTo(SEVEN);
    assertThat(with(keys).owner(hs256(previous))).isEqualTo(SEVEN);
    refused(keys, hs256(present + previous));
    refused(JwtKeys.hs256(present), hs256(previous));
    assertThat(keys.toString()).doesNotContain(present).doesNotContain(previous);
    assertThatIllegalArgumentException().isThrownBy(() -> JwtKeys.hs256(present, "short"));
  }
}
