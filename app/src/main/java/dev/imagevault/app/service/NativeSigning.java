package dev.imagevault.app.service;

import dev.imagevault.cloudfront.CloudFrontKey;
import java.security.NoSuchProviderException;
import java.security.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures in native code, where this machine can load it; and the JDK's own everywhere else. It
 * signs URLs and nothing more: at hashing, the JDK is as fast.
 */
final class NativeSigning {

  private static final Logger LOG = LoggerFactory.getLogger(NativeSigning.class);

  private NativeSigning() {}

  /** Returns the key, to sign with in the fastest way there is here, of which the log tells. */
  static CloudFrontKey with(CloudFrontKey key) {
    try {
      Provider provider = NativeProvider.load();
      CloudFrontKey fast = key.signedBy(provider);
      LOG.info(
          "URLs are signed in native code, by {} {}",
          provider.getName(),
          provider.getVersionStr().strip());
      return fast;
    } catch (NoSuchProviderException | RuntimeException e) {
      LOG.warn(
          "URLs are signed by the JDK, which takes three times as long with an RSA key and ten"
              + " times or more with an EC key: native code cannot be loaded here ({}). It needs"
              + " Linux with glibc or macOS on ARM, and a directory for temporary files"
              + " (-Djava.io.tmpdir) that can be written to and is not mounted noexec",
          e.getMessage());
      return key;
    }
  }
}
