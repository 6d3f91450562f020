package dev.imagevault.memory;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs with a secret of its own, and stands in for the edge that judges its URLs. Thread-safe. Its
 * URLs lead nowhere: {@link #opens} says what they would open.
 */
public final class InMemoryUrlSigner implements UrlSigner {

  private static final String BASE = "https://images.invalid/";

  private final SecretKeySpec secret;

  /** With a fresh random secret, so that two signers do not honour each other's URLs. */
  public InMemoryUrlSigner() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.secret = new SecretKeySpec(bytes, "HmacSHA256");
  }

  @Override
  public SignedUrl sign(ObjectKey key, Instant expiresAt) {
    if (expiresAt.getNano() != 0) {
      throw new IllegalArgumentException("an expiry is in whole seconds, not " + expiresAt);
    }
    return new SignedUrl(url(key, expiresAt), expiresAt);
  }

  /**
   * Returns whether this URL shows exactly this object at that time.
   *
   * @param url any text
   */
  public boolean opens(String url, ObjectKey key, Instant at) {
    String begin = BASE + key.value() + "?Expires=";
    int end = url.indexOf('&');
    if (!url.startsWith(begin) || end < begin.length()) {
      return false;
    }
    try {
      Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(url.substring(begin.length(), end)));
      return at.isBefore(expiresAt)
          && MessageDigest.isEqual(
              url.getBytes(StandardCharsets.UTF_8),
              url(key, expiresAt).getBytes(StandardCharsets.UTF_8));
    } catch (NumberFormatException | DateTimeException e) {
      return false;
    }
  }

  private String url(ObjectKey key, Instant expiresAt) {
    String unsigned = BASE + key.value() + "?Expires=" + expiresAt.getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] signature = mac.doFinal(unsigned.getBytes(StandardCharsets.UTF_8));
      return unsigned + "&Signature=" + HexFormat.of().formatHex(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
