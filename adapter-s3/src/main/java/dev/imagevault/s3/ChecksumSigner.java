package dev.imagevault.s3;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs by Signature Version 4, so that a body is verified one way or the other and hashed no more
 * than that needs. A body whose SHA-256 is in a header already is not hashed again: the signature
 * covers that header, and S3 checks the body against it ("Checking object integrity"). Of any other
 * body the SHA-256 is signed, as {@code x-amz-content-sha256}. The SDK itself does the first never,
 * and the second only if the endpoint's scheme is http. Thread-safe.
 */
final class ChecksumSigner implements AwsV4HttpSigner {

  private static final String CHECKSUM = "x-amz-checksum-sha256";

  /** How the SDK announces the sums that it chooses itself. */
  private static final String NEWER = "x-amz-checksum-.*|x-amz-sdk-checksum-algorithm";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  private ChecksumSigner() {}

  /** Returns the SDK's own scheme, with this signer. */
  static AwsV4AuthScheme scheme() {
    AwsV4AuthScheme scheme = AwsV4AuthScheme.create();
    ChecksumSigner signer = new ChecksumSigner();
    return new AwsV4AuthScheme() {
      @Override
      public String schemeId() {
        return scheme.schemeId();
      }

      @Override
      public IdentityProvider<AwsCredentialsIdentity> identityProvider(
          IdentityProviders providers) {
        return scheme.identityProvider(providers);
      }

      @Override
      public AwsV4HttpSigner signer() {
        return signer;
      }
    };
  }

  @Override
  public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
    if (request.request().firstMatchingHeader(CHECKSUM).isEmpty()) {
      return request.payload().isEmpty()
          ? signer.sign(request)
          : signer.sign(
              withOneChecksum(request).toBuilder()
                  .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                  .build());
    }
    SignedRequest signed =
        signer.sign(
            request.toBuilder()
                .payload(null)
                .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .build());
    return SignedRequest.builder()
        .request(signed.request())
        .payload(request.payload().orElse(null))
        .build();
  }

  /** The SDK adds a newer sum to a body that has an MD5, which not every store knows. */
  private static SignRequest<? extends AwsCredentialsIdentity> withOneChecksum(
      SignRequest<? extends AwsCredentialsIdentity> request) {
    if (request.request().firstMatchingHeader("Content-MD5").isEmpty()) {
      return request;
    }
    SdkHttpRequest plain =
        request.request().toBuilder()
            .applyMutation(
                headers ->
                    headers.headers().keySet().stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).matches(NEWER))
                        .toList()
                        .forEach(headers::removeHeader))
            .build();
    return request.toBuilder()
        .request(plain)
        .putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, null)
        .build();
  }

  @Override
  public CompletableFuture<AsyncSignedRequest> signAsync(
      AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
    return signer.signAsync(request);
  }
}
