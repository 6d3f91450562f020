package dev.imagevault.cloudfront;

import java.security.Key;
import java.util.Arrays;
import java.util.Optional;

/**
 * The hash of a signature, one of the two that CloudFront knows ("Create a signed URL using a
 * custom policy").
 */
public enum SignatureHash {
  /** What CloudFront takes where the URL names none. */
  SHA1(""),
  /** Named by the URL's last query parameter. */
  SHA256("&Hash-Algorithm=SHA256");

  private final String queryEnd;

  SignatureHash(String queryEnd) {
    this.queryEnd = queryEnd;
  }

  /** Returns the hash with exactly this name, or empty. */
  static Optional<SignatureHash> named(String name) {
    return Arrays.stream(values()).filter(hash -> hash.name().equals(name)).findFirst();
  }

  /** Returns what the query of a URL signed with it ends with. */
  String queryEnd() {
    return queryEnd;
  }

  /** Returns the name of the signature with this key, as the Java Security Standard names it. */
  String signatureWith(Key key) {
    return name() + "with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm());
  }
}
