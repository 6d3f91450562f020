package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NativeSigningTest {

  private static final CloudFrontKey KEY =
      CloudFrontKey.parse("KTEST", CloudFrontKey.generatePem());

  @ParameterizedTest
  @EnumSource
  void nativeSignaturesAreThoseOfTheJdk(SignatureHash hash) {
    assumeTrue(
        AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null,
        "native code cannot be loaded on this machine");
    CloudFrontKey fast = NativeSigning.with(KEY);
    assertThat(fast).isNotSameAs(KEY);
    assertThat(sign(fast, hash)).isEqualTo(sign(KEY, hash));
  }

  private static SignedUrl sign(CloudFrontKey key, SignatureHash hash) {
    return new CloudFrontUrlSigner(DistributionUrl.parse("images.example.com"), key, hash)
        .sign(
            new ObjectKey("users/1/images/1795455838123-x11nZRbk4UWiU5H4MG1sOQ.jpg"),
            Instant.parse("2026-06-01T12:00:00Z"));
  }
}
