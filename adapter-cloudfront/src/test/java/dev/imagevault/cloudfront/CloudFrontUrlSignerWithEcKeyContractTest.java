package dev.imagevault.cloudfront;

class CloudFrontUrlSignerWithEcKeyContractTest extends CloudFrontUrlSignerContractTest {

  @Override
  CloudFrontKey key() {
    return TestKeys.ec();
  }

  @Override
  SignatureHash hash() {
    return SignatureHash.SHA256;
  }
}
