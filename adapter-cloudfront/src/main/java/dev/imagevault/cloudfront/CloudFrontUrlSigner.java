package dev.imagevault.cloudfront;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.time.Instant;

/**
 * Signs CloudFront URLs with a custom policy whose resource is exactly the object's URL. With an
 * RSA key the same object and time always give the same URL, and the one that AWS's own signers
 * give; with an EC key each call gives another. Thread-safe.
 *
 * <p>A signature with RSA takes about a millisecond in Java, and a quarter of one where the key is
 * {@linkplain CloudFrontKey#signedBy signed with in native code}: what signs the same object often
 * does well to keep the URL.
 */
public final class CloudFrontUrlSigner implements UrlSigner {

  private final DistributionUrl distribution;
  private final CloudFrontKey key;
  private final SignatureHash hash;

  /**
   * Signs for this distribution.
   *
   * @param distribution what stands before each key
   * @param key its public half belongs to a key group that the distribution trusts
   * @param hash {@link SignatureHash#SHA1} unless somebody asks for more
   */
  public CloudFrontUrlSigner(DistributionUrl distribution, CloudFrontKey key, SignatureHash hash) {
    this.distribution = distribution;
    this.key = key;
    this.hash = hash;
  }

  @Override
  public SignedUrl sign(ObjectKey object, Instant expiresAt) {
    if (expiresAt.getNano() != 0) {
      throw new IllegalArgumentException("a URL expires at a whole second, not at " + expiresAt);
    }
    String url = distribution.urlOf(object);
    byte[] policy = new CustomPolicy(url, expiresAt).json();
    return new SignedUrl(
        url
            + "?Policy="
            + CloudFrontBase64.encode(policy)
            + "&Signature="
            + CloudFrontBase64.encode(key.sign(policy, hash))
            + "&Key-Pair-Id="
            + key.keyPairId()
            + hash.queryEnd(),
        expiresAt);
  }
}
