package dev.imagevault.cloudfront;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ObjectKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlVerifierTest {

  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant NOW = EXPIRY.minusSeconds(60);
  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");
  private static final DistributionUrl DISTRIBUTION =
      DistributionUrl.parse("d111111abcdef8.cloudfront.net");
  private static final String RESOURCE = DISTRIBUTION.urlOf(KEY);

  private final CloudFrontKey key = TestKeys.rsa();
  private final SignedUrlVerifier verifier =
      new SignedUrlVerifier(key.keyPairId(), key.publicKey());
  private final String url =
      new CloudFrontUrlSigner(DISTRIBUTION, key, SignatureHash.SHA1).sign(KEY, EXPIRY).url();

  @ParameterizedTest
  @CsvSource({"RSA, SHA1", "RSA, SHA256", "EC, SHA1", "EC, SHA256"})
  void everySingleCharacterOfTheQueryCounts(String kind, SignatureHash hash) {
    CloudFrontKey signing = kind.equals("RSA") ? TestKeys.rsa() : TestKeys.ec();
    SignedUrlVerifier edge = new SignedUrlVerifier(signing.keyPairId(), signing.publicKey());
    String good = new CloudFrontUrlSigner(DISTRIBUTION, signing, hash).sign(KEY, EXPIRY).url();
    assertThat(edge.denial(good, NOW)).isEmpty();
    for (int i = good.indexOf('?'); i < good.length(); i++) {
      String start = good.substring(0, i);
      char old = good.charAt(i);
      String end = good.substring(i + 1);
      assertThat(edge.denial(start + end, NOW)).as("without character " + i).isNotEmpty();
      // The neighbour differs in the low bits, which base64 does not always use.
      for (char changed : new char[] {(char) (old + 1), (char) (old ^ 1), '+', '&', '%'}) {
        String tampered = start + (changed == old ? '=' : changed) + end;
        assertThat(edge.denial(tampered, NOW)).as(changed + " at " + i).isNotEmpty();
      }
    }
  }

  @Test
  void aUrlIsServedUntilItExpires() {
    assertThat(verifier.denial(url, EXPIRY.minusNanos(1))).isEmpty();
    assertThat(verifier.denial(url, EXPIRY)).contains(Denial.EXPIRED);
  }

  @Test
  void anUnsignedUrlIsMissingItsKey() {
    assertThat(verifier.denial(RESOURCE, NOW)).contains(Denial.MISSING_KEY);
    assertThat(verifier.denial(RESOURCE + "?", NOW)).contains(Denial.MISSING_KEY);
    assertThat(verifier.denial(RESOURCE + "?Key-Pair-Id", NOW)).contains(Denial.MISSING_KEY);
    assertThat(verifier.denial("", NOW)).contains(Denial.MISSING_KEY);
  }

  @Test
  void aUrlOfAnotherKeyIsRefused() {
    CloudFrontKey other = CloudFrontKey.parse("KOTHER", CloudFrontKey.generatePem());
    CloudFrontKey sameId = CloudFrontKey.parse(TestKeys.ID, CloudFrontKey.generatePem());
    assertThat(verifier.denial(signedBy(other), NOW)).contains(Denial.UNKNOWN_KEY);
    assertThat(verifier.denial(signedBy(sameId), NOW)).contains(Denial.TAMPERED);
    assertThat(verifier.denial(signedBy(TestKeys.ec()), NOW)).contains(Denial.TAMPERED);
  }

  @Test
  void aPartThatIsMissingOrUnreadableIsNamed() {
    String policy = "Policy=" + parameter("Policy");
    String signature = "&Signature=" + parameter("Signature");
    String id = "&Key-Pair-Id=" + TestKeys.ID;
    assertThat(verifier.denial(RESOURCE + "?" + policy + id, NOW))
        .contains(Denial.MALFORMED_SIGNATURE);
    assertThat(verifier.denial(RESOURCE + "?" + policy + "&Signature=!" + id, NOW))
        .contains(Denial.MALFORMED_SIGNATURE);
    assertThat(verifier.denial(RESOURCE + "?Policy=!" + signature + id, NOW))
        .contains(Denial.MALFORMED_POLICY);
    assertThat(verifier.denial(url + "&Hash-Algorithm=MD5", NOW)).contains(Denial.UNKNOWN_HASH);
    assertThat(verifier.denial(url + "&Hash-Algorithm=SHA256", NOW)).contains(Denial.TAMPERED);
  }

  @Test
  void anotherUrlThanThePolicysIsForeign() {
    String query = url.substring(url.indexOf('?'));
    List<String> foreign =
        List.of(
            RESOURCE.replace("AAAA.jpg", "AAAB.jpg") + query,
            RESOURCE.replace("https:", "http:") + query,
            RESOURCE.replace("d111111", "d222222") + query,
            RESOURCE.replace("users/1", "users/%31") + query,
            RESOURCE.replace("users/1", "users/./1") + query,
            url + "&width=100",
            url.replace("?", "?width=100&"),
            url + "&",
            url + "&policy=x");
    assertThat(foreign)
        .allSatisfy(
            each -> assertThat(verifier.denial(each, NOW)).contains(Denial.FOREIGN_RESOURCE));
  }

  @Test
  void theSameParameterTwiceIsRefused() {
    assertThat(verifier.denial(url + "&Key-Pair-Id=" + TestKeys.ID, NOW))
        .contains(Denial.MALFORMED_URL);
    assertThat(verifier.denial(url + "&Policy=" + parameter("Policy"), NOW))
        .contains(Denial.MALFORMED_URL);
  }

  @Test
  void aUrlLongerThanCloudFrontTakesIsRefusedUnread() {
    assertThat(verifier.denial(url + "&".repeat(8192), NOW)).contains(Denial.MALFORMED_URL);
  }

  @Test
  void theOrderOfParametersAndTheWhiteSpaceOfAPolicyDoNotMatter() {
    String spaced =
        """
        { "Statement": [ {
            "Resource": "%s",
            "Condition": { "DateLessThan": { "AWS:EpochTime": %d } }
        } ] }
        """
            .formatted(RESOURCE, EXPIRY.getEpochSecond());
    assertThat(verifier.denial(signed(RESOURCE, spaced), NOW)).isEmpty();
  }

  @Test
  void aResourceWithAQueryOfItsOwnIsServedWithThatQuery() {
    String resource = RESOURCE + "?width=100&b";
    String json = new String(new CustomPolicy(resource, EXPIRY).json(), UTF_8);
    assertThat(verifier.denial(signed(resource, json), NOW)).isEmpty();
    assertThat(verifier.denial(signed(RESOURCE + "?b&width=100", json), NOW))
        .contains(Denial.FOREIGN_RESOURCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{'Statement':[]}",
        "{'Statement':[{'Resource':'R'}]}",
        "{'Statement':[{'Condition':{'DateLessThan':{'AWS:EpochTime':9999999999}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':'9'}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':-9}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':1e9}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':9999999999},"
            + "'IpAddress':{'AWS:SourceIp':'192.0.2.1/32'}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':9999999999},"
            + "'DateGreaterThan':{'AWS:EpochTime':9999999998}}}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':9999999999}}}"
            + ",{}]}",
        "{'Statement':[{'Resource':'R','Condition':{'DateLessThan':{'AWS:EpochTime':9999999999}}}"
            + "]}{}"
      })
  void aPolicyThatSaysAnythingElseIsMalformedEvenWellSigned(String policy) {
    String json = policy.replace('\'', '"').replace("\"R\"", "\"" + RESOURCE + "\"");
    assertThat(verifier.denial(signed(RESOURCE, json), NOW)).contains(Denial.MALFORMED_POLICY);
  }

  @Test
  void aWildcardOpensNothing() {
    String json = new String(new CustomPolicy("https://*", EXPIRY).json(), UTF_8);
    assertThat(verifier.denial(signed(RESOURCE, json), NOW)).contains(Denial.FOREIGN_RESOURCE);
  }

  @Test
  void refusalsSpeakCloudFrontsOwnWords() {
    assertThat(Denial.MISSING_KEY.code()).isEqualTo("MissingKey");
    assertThat(Denial.MISSING_KEY.message())
        .isEqualTo("Missing Key-Pair-Id query parameter or cookie value");
    assertThat(List.of(Denial.TAMPERED, Denial.EXPIRED, Denial.FOREIGN_RESOURCE))
        .allSatisfy(denial -> assertThat(denial.code()).isEqualTo("AccessDenied"));
  }

  private String signedBy(CloudFrontKey signing) {
    return new CloudFrontUrlSigner(DISTRIBUTION, signing, SignatureHash.SHA1)
        .sign(KEY, EXPIRY)
        .url();
  }

  private String signed(String resource, String policy) {
    byte[] json = policy.getBytes(UTF_8);
    return resource
        + (resource.contains("?") ? "&" : "?")
        + "Key-Pair-Id="
        + TestKeys.ID
        + "&Signature="
        + CloudFrontBase64.encode(key.sign(json, SignatureHash.SHA1))
        + "&Policy="
        + CloudFrontBase64.encode(json);
  }

  private String parameter(String name) {
    return url.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
  }
}
