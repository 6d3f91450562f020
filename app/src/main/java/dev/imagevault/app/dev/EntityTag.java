package dev.imagevault.app.dev;

import dev.imagevault.domain.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The ETags of objects (RFC 9110, section 8.8.3). */
final class EntityTag {

  private static final int BYTES = 16;

  private EntityTag() {}

  /**
   * Returns the object's strong tag: no object ever changes, so its key tells it from all others.
   */
  static String of(ObjectKey key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.value().getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns whether this value of {@code If-None-Match} names the tag (section 13.1.2). */
  static boolean matches(@Nullable String ifNoneMatch, String tag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(
                one ->
                    one.equals("*") || (one.startsWith("W/") ? one.substring(2) : one).equals(tag));
  }
}
