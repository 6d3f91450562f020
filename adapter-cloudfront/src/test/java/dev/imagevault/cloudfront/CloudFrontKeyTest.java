package dev.imagevault.cloudfront;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudFrontKeyTest {

  private static final Pattern KEY_MATERIAL = Pattern.compile("[A-Za-z0-9+/]{24,}");

  private static final List<UnaryOperator<String>> DISGUISES =
      List.of(
          pem -> pem,
          String::strip,
          pem -> pem.replace("\n", "\r\n"),
          pem -> pem.replace("\n", "\\n"),
          pem -> pem.replace("\n", "\\r\\n"),
          pem -> pem.replace("\n", "\\\\n"),
          pem -> pem.replace("\n", " "),
          pem -> pem.replace("\n", "\n    "),
          pem -> "  \n" + pem + "\n ",
          pem -> '"' + pem + '"',
          pem -> " '" + pem.replace("\n", "\\n") + "' ",
          pem -> "\ufeff" + pem,
          pem -> "Bag Attributes\n    friendlyName: images\n" + pem,
          pem -> Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII)),
          pem -> Base64.getMimeEncoder().encodeToString(pem.getBytes(US_ASCII)) + "\n",
          pem -> '"' + Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII)) + '"',
          pem ->
              Base64.getEncoder()
                  .withoutPadding()
                  .encodeToString(pem.replace("\n", "\\n").getBytes(US_ASCII)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa-pkcs1.pem",
        "rsa-pkcs8.pem",
        "ec-sec1.pem",
        "ec-sec1-with-parameters.pem",
        "ec-sec1-without-public.pem",
        "ec-pkcs8.pem",
        "ec-pkcs8-without-public.pem"
      })
  void everyFormOfOpensslIsReadHoweverItWasMangled(String file) throws Exception {
    PublicKey published = published(file.substring(0, file.indexOf('-')));
    for (UnaryOperator<String> disguise : DISGUISES) {
      CloudFrontKey key = CloudFrontKey.parse(" KEXAMPLE\n", disguise.apply(TestKeys.pem(file)));
      assertThat(key.keyPairId()).isEqualTo("KEXAMPLE");
      assertThat(key.publicKey()).isEqualTo(published);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1.pem", "ec-sec1.pem"})
  void whatItSignsVerifiesWithThePublicKeyThatOpensslWrites(String file) throws Exception {
    CloudFrontKey key = CloudFrontKey.parse("K", TestKeys.pem(file));
    for (SignatureHash hash : SignatureHash.values()) {
      PublicKey published = published(file.substring(0, file.indexOf('-')));
      Signature signature = Signature.getInstance(hash.signatureWith(published));
      signature.initVerify(published);
      signature.update("message".getBytes(US_ASCII));
      assertThat(signature.verify(key.sign("message".getBytes(US_ASCII), hash))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rsa-1024.pem            | 1024 bits
          rsa-3072.pem            | 3072 bits
          rsa-pss.pem             | RSA with 2048
          ec-p384-sec1.pem        | P-256
          ec-p384-pkcs8.pem       | P-256
          ec-secp256k1-sec1.pem   | P-256
          ec-secp256k1-pkcs8.pem  | P-256
          ec-explicit-curve.pem   | P-256
          ed25519.pem             | P-256
          encrypted-pkcs8.pem     | openssl pkey
          encrypted-pkcs1.pem     | openssl pkey
          encrypted-sec1.pem      | openssl pkey
          openssh.pem             | ssh-keygen
          public.pem              | public key
          rsa-public-pkcs1.pem    | public key
          certificate.pem         | certificate
          two-keys.pem            | beside other
          key-and-certificate.pem | beside other
          cut-off.pem             | all lines
          """)
  void whatCloudFrontDoesNotTakeIsRefusedWithARemedy(String file, String remedy) {
    assertRefused(TestKeys.pem("refused/" + file), remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/run/secrets/cloudfront.pem",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY----------END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----",
        "-----BEGIN DSA PRIVATE KEY-----\nMIIE\n-----END DSA PRIVATE KEY-----",
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----"
      })
  void whatIsNoKeyAtAllIsRefused(String text) {
    assertRefused(text, "the private key");
  }

  @Test
  void anEcKeyWithBytesAfterItsEndIsRefused() {
    String body = TestKeys.pem("ec-sec1.pem").replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] der = Base64.getDecoder().decode(body);
    String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(der, der.length + 1));
    assertRefused(
        "-----BEGIN EC PRIVATE KEY-----" + longer + "-----END EC PRIVATE KEY-----", "damaged");
  }

  @Test
  void aTextBeyondAllMeasureIsRefused() {
    assertRefused("A".repeat(1 << 20), "longer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1.pem", "rsa-pkcs8.pem", "ec-sec1.pem", "ec-pkcs8.pem"})
  void aKeyDamagedAnywhereIsRefusedOrAnotherKeyNeverOneThatCannotSign(String file)
      throws Exception {
    String pem = TestKeys.pem(file);
    int start = pem.indexOf('\n') + 1;
    int end = pem.indexOf("-----END");
    for (int i = start; i < end; i += file.startsWith("rsa") ? 37 : 5) {
      char changed = pem.charAt(i) == 'A' ? 'B' : 'A';
      String damaged = pem.substring(0, i) + changed + pem.substring(i + 1);
      try {
        CloudFrontKey key = CloudFrontKey.parse("K", damaged);
        Signature signature =
            Signature.getInstance(SignatureHash.SHA1.signatureWith(key.publicKey()));
        signature.initVerify(key.publicKey());
        assertThat(signature.verify(key.sign(new byte[0], SignatureHash.SHA1))).isTrue();
      } catch (IllegalArgumentException refused) {
        assertShowsNothing(refused);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "K 1", "K&Policy=", "K/1", "Schlüssel", "K%20"})
  void aKeyPairIdThatCannotStandInAUrlIsRefused(String id) {
    String pem = TestKeys.pem("ec-sec1.pem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CloudFrontKey.parse(id, pem))
        .withMessageContaining("key pair id");
  }

  @Test
  void aGeneratedKeyIsAKeyOfItsOwn() {
    CloudFrontKey first = CloudFrontKey.parse("K", CloudFrontKey.generatePem());
    CloudFrontKey second = CloudFrontKey.parse("K", CloudFrontKey.generatePem());
    assertThat(first.publicKey().getAlgorithm()).isEqualTo("RSA");
    assertThat(first.publicKey()).isNotEqualTo(second.publicKey());
  }

  @Test
  void anotherProviderMakesTheSameSignatures() {
    CloudFrontKey key = TestKeys.rsa();
    CloudFrontKey other = key.signedBy(Security.getProvider("SunRsaSign"));
    byte[] message = {1, 2, 3};
    assertThat(other.sign(message, SignatureHash.SHA256))
        .isEqualTo(key.sign(message, SignatureHash.SHA256));
    assertThat(other.publicKey()).isEqualTo(key.publicKey());
    assertThat(other).hasToString(key.toString());
  }

  @Test
  void aProviderThatCannotSignIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestKeys.ec().signedBy(Security.getProvider("SunRsaSign")))
        .withMessage("SunRsaSign cannot sign with CloudFrontKey[KTESTKEY, EC]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestKeys.rsa().signedBy(new WrongProvider()))
        .withMessage("Wrong cannot sign with CloudFrontKey[KTESTKEY, RSA]");
  }

  @Test
  void toStringShowsTheIdAndNothingOfTheKey() {
    assertThat(TestKeys.rsa()).hasToString("CloudFrontKey[KTESTKEY, RSA]");
    assertThat(TestKeys.ec()).hasToString("CloudFrontKey[KTESTKEY, EC]");
  }

  private static void assertRefused(String pem, String remedy) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CloudFrontKey.parse("K", pem))
        .withMessageContaining(remedy)
        .satisfies(CloudFrontKeyTest::assertShowsNothing);
  }

  private static void assertShowsNothing(Throwable refused) {
    assertThat(refused).hasNoCause();
    Matcher material = KEY_MATERIAL.matcher(String.valueOf(refused.getMessage()));
    assertThat(material.find()).as(refused.getMessage()).isFalse();
  }

  private static PublicKey published(String kind) throws GeneralSecurityException {
    String body = TestKeys.pem(kind + "-public.pem").replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance(kind.toUpperCase(Locale.ROOT))
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
