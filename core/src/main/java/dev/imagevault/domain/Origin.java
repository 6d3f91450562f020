package dev.imagevault.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What an image was at the service that it is imported from, as a digest: it recognises that image,
 * and says nothing of it.
 *
 * @param digest of store, id and key together
 */
public record Origin(Sha256 digest) {

  /**
   * Returns the origin of one image.
   *
   * @param store the name of the store that its object is in, such as its bucket's
   * @param id of the image there
   * @param key of its object there
   */
  public static Origin of(String store, String id, String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {store, id, key}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // With its length before it, no two origins are one text.
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha256.update(bytes);
      }
      return new Origin(Sha256.of(sha256.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /** Returns the hexadecimal digits of the digest. */
  @Override
  public String toString() {
    return digest.hex();
  }
}
