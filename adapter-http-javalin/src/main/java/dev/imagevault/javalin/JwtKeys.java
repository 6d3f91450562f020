package dev.imagevault.javalin;

import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The keys that tokens may be signed with, and the one algorithm they are for. Immutable. */
public final class JwtKeys {

  /** As long as the output of the hash (RFC 7518, section 3.2). */
  private static final int MIN_SECRET_BYTES = 32;

  private final List<Algorithm> algorithms;

  private JwtKeys(List<Algorithm> algorithms) {
    this.algorithms = algorithms;
  }

  /**
   * Returns keys for HS256.
   *
   * @param secret at least 32 bytes in UTF-8
   * @throws IllegalArgumentException the secret is shorter
   */
  public static JwtKeys hs256(String secret) {
    return new JwtKeys(List.of(hmac(secret)));
  }

  private static Algorithm hmac(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of HS256 has at least " + MIN_SECRET_BYTES + " bytes, not " + bytes.length);
    }
    return Algorithm.HMAC256(bytes);
  }

  /** Returns what tokens are verified with, in the order of likelihood; never empty. */
  List<Algorithm> algorithms() {
    return algorithms;
  }

  /** Returns the algorithm's name, never a key. */
  @Override
  public String toString() {
    return "JwtKeys[" + algorithms.get(0).getName() + "]";
  }
}
