package dev.imagevault.app.service;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.imagevault.cloudfront.CloudFrontKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures in native code, three times as fast as the JDK's with RSA and thirty times with EC,
 * where this machine can load it; and the JDK's own everywhere else. It signs URLs and nothing
 * more: at hashing, the JDK is as fast.
 */
final class NativeSigning {

  private static final Logger LOG = LoggerFactory.getLogger(NativeSigning.class);

  private NativeSigning() {}

  /** Returns the key, to sign with in the fastest way there is here, of which the log tells. */
  static CloudFrontKey with(CloudFrontKey key) {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      Throwable failure = provider.getLoadingError();
      if (failure == null) {
        CloudFrontKey fast = key.signedBy(provider);
        LOG.info("URLs are signed by {} {}", provider.getName(), provider.getVersionStr());
        return fast;
      }
      return slow(key, failure);
    } catch (LinkageError | RuntimeException e) {
      return slow(key, e);
    }
  }

  private static CloudFrontKey slow(CloudFrontKey key, Throwable why) {
    LOG.info(
        "URLs are signed by the JDK, for native code cannot be loaded here: {}", why.toString());
    return key;
  }
}
