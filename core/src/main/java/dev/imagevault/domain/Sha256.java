package dev.imagevault.domain;

import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4) of an image's stored bytes.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {

  private static final HexFormat HEX = HexFormat.of();

  /** Refuses what is not 64 lower-case hexadecimal digits. */
  public Sha256 {
    if (hex.length() != 64 || !hex.equals(HEX.formatHex(HEX.parseHex(hex)))) {
      throw new IllegalArgumentException("a SHA-256 has 64 lower-case hexadecimal digits");
    }
  }

  /** Returns the digest with these 32 bytes. */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HEX.formatHex(digest));
  }

  /** Returns the 32 bytes, in an array of the caller's own. */
  public byte[] toByteArray() {
    return HEX.parseHex(hex);
  }

  /** Returns the hexadecimal digits. */
  @Override
  public String toString() {
    return hex;
  }
}
