package dev.imagevault.cloudfront;

import java.util.Base64;
import java.util.Optional;

/**
 * CloudFront's own URL-safe base64, which is not that of RFC 4648: {@code + = /} become {@code - _
 * ~} ("Create a signed URL using a custom policy").
 */
final class CloudFrontBase64 {

  private CloudFrontBase64() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder()
        .encodeToString(bytes)
        .replace('+', '-')
        .replace('=', '_')
        .replace('/', '~');
  }

  /** Returns the bytes, or empty for any text that {@link #encode} does not make. */
  static Optional<byte[]> decode(String text) {
    byte[] bytes;
    try {
      bytes =
          Base64.getDecoder().decode(text.replace('-', '+').replace('_', '=').replace('~', '/'));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    // Otherwise unused bits, missing padding and the plain alphabet would make other texts that
    // mean the same.
    return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
  }
}
