package dev.imagevault.cloudfront;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;

class CloudFrontUrlSignerTest {

  private static final DistributionUrl DISTRIBUTION =
      DistributionUrl.parse("d111111abcdef8.cloudfront.net");
  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");
  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");

  @Test
  void aUrlEqualsThatOfAwsOwnSigner() throws Exception {
    String body = TestKeys.pem("rsa-pkcs8.pem").replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey rsa =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (String base : new String[] {"images.example.com", "http://localhost:8080/cdn"}) {
      DistributionUrl distribution = DistributionUrl.parse(base);
      CloudFrontUrlSigner signer =
          new CloudFrontUrlSigner(distribution, TestKeys.rsa(), SignatureHash.SHA1);
      for (int i = 0; i < 50; i++) {
        OwnerId owner = new OwnerId(i % 2 == 0 ? "user-" + i : "jürgen@example.com|" + i);
        ObjectKey key = ObjectKey.create(owner, "jpg", EXPIRY, random);
        Instant expiry = Instant.ofEpochSecond(random.nextLong(1L << 33));
        String theirs =
            CloudFrontUtilities.create()
                .getSignedUrlWithCustomPolicy(
                    request ->
                        request
                            .resourceUrl(distribution.urlOf(key))
                            .privateKey(rsa)
                            .keyPairId(TestKeys.ID)
                            .expirationDate(expiry))
                .url();
        assertThat(signer.sign(key, expiry).url()).as("seed " + seed).isEqualTo(theirs);
      }
    }
  }

  @Test
  void theQueryIsPolicySignatureKeyPairIdAndNothingElse() {
    String url = signer(TestKeys.rsa(), SignatureHash.SHA1).sign(KEY, EXPIRY).url();
    assertThat(url)
        .matches(
            "https://d111111abcdef8\\.cloudfront\\.net/\\Q"
                + KEY
                + "\\E\\?Policy=[A-Za-z0-9_~-]+&Signature=[A-Za-z0-9_~-]{344}&Key-Pair-Id=KTESTKEY");
  }

  @Test
  void sha256IsNamedByTheLastParameter() {
    String sha1 = signer(TestKeys.rsa(), SignatureHash.SHA1).sign(KEY, EXPIRY).url();
    String sha256 = signer(TestKeys.rsa(), SignatureHash.SHA256).sign(KEY, EXPIRY).url();
    assertThat(sha256).endsWith("&Key-Pair-Id=KTESTKEY&Hash-Algorithm=SHA256");
    assertThat(parameter(sha256, "Policy")).isEqualTo(parameter(sha1, "Policy"));
    assertThat(parameter(sha256, "Signature")).isNotEqualTo(parameter(sha1, "Signature"));
  }

  @Test
  void thePolicyNamesExactlyTheObjectAndTheExpiry() {
    String url = signer(TestKeys.ec(), SignatureHash.SHA1).sign(KEY, EXPIRY).url();
    assertThat(new String(CloudFrontBase64.decode(parameter(url, "Policy")).orElseThrow(), UTF_8))
        .isEqualTo(
            "{\"Statement\":[{\"Resource\":\"https://d111111abcdef8.cloudfront.net/"
                + KEY
                + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1780315200}}}]}");
  }

  @ParameterizedTest
  @EnumSource
  void anRsaKeySignsTheSameUrlEachTimeOnEveryThread(SignatureHash hash) {
    CloudFrontUrlSigner signer = signer(TestKeys.rsa(), hash);
    var urls = ConcurrentHashMap.<String>newKeySet();
    IntStream.range(0, 64).parallel().forEach(i -> urls.add(signer.sign(KEY, EXPIRY).url()));
    assertThat(urls).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatAnEcKeySignsVerifiesEachTimeOnEveryThread(SignatureHash hash) {
    CloudFrontKey key = TestKeys.ec();
    CloudFrontUrlSigner signer = signer(key, hash);
    SignedUrlVerifier verifier = new SignedUrlVerifier(key.keyPairId(), key.publicKey());
    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> signer.sign(KEY, EXPIRY).url()))
        .allSatisfy(url -> assertThat(verifier.denial(url, EXPIRY.minusSeconds(1))).isEmpty());
  }

  private static CloudFrontUrlSigner signer(CloudFrontKey key, SignatureHash hash) {
    return new CloudFrontUrlSigner(DISTRIBUTION, key, hash);
  }

  private static String parameter(String url, String name) {
    return url.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
  }
}
