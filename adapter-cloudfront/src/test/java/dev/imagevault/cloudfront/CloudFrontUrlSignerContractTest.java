package dev.imagevault.cloudfront;

import dev.imagevault.contract.UrlSignerContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.UrlSigner;
import java.net.URI;
import java.time.Instant;

class CloudFrontUrlSignerContractTest extends UrlSignerContract {

  private static final DistributionUrl DISTRIBUTION =
      DistributionUrl.parse("http://localhost:8080/cdn");

  CloudFrontKey key() {
    return TestKeys.rsa();
  }

  SignatureHash hash() {
    return SignatureHash.SHA1;
  }

  @Override
  protected UrlSigner signer() {
    return new CloudFrontUrlSigner(DISTRIBUTION, key(), hash());
  }

  @Override
  protected boolean opens(String url, ObjectKey object, Instant at) {
    return new SignedUrlVerifier(key().keyPairId(), key().publicKey()).denial(url, at).isEmpty()
        && URI.create(url).getRawPath().equals("/cdn/" + object);
  }
}
