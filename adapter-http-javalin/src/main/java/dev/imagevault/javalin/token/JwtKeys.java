package dev.imagevault.javalin.token;

import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.javalin.AuthenticationUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The keys that tokens may be signed with. Each is for one algorithm, whatever a token says.
 * Thread-safe.
 */
public abstract sealed class JwtKeys permits FixedKeys, PublishedKeys {

  /** As long as the output of the hash (RFC 7518, section 3.2). */
  private static final int MIN_SECRET_BYTES = 32;

  JwtKeys() {}

  /**
   * Returns the key for HS256.
   *
   * @param secret at least 32 bytes in UTF-8
   * @throws IllegalArgumentException the secret is shorter
   */
  public static JwtKeys hs256(String secret) {
    return new FixedKeys(List.of(hmac(secret)));
  }

  /**
   * Returns two keys for HS256, while one takes the place of the other.
   *
   * @param secret at least 32 bytes in UTF-8
   * @param previous that tokens still under way are signed with; as long
   * @throws IllegalArgumentException one of them is shorter
   */
  public static JwtKeys hs256(String secret, String previous) {
    return new FixedKeys(List.of(hmac(secret), hmac(previous)));
  }

  /**
   * Returns the key for RS256 or ES256, as the key is of RSA or EC.
   *
   * @param pem a public key or an X.509 certificate, whose dates do not matter here; with line
   *     breaks or {@code \n}, or base64 of the PEM. RSA of at least 2048 bits or EC on P-256
   * @throws IllegalArgumentException it is anything else; the message tells the remedy
   */
  public static JwtKeys publicKey(String pem) {
    return new FixedKeys(List.of(VerificationKey.of(PublicKeyPem.parse(pem))));
  }

  /**
   * Returns the keys for RS256 and ES256 of the JWK Set (RFC 7517) at this URL. It is fetched when
   * a {@link JwtAuthenticator} begins, at most once in five seconds when a token names a key that
   * is not among them, and with the first token after five minutes. While it cannot be fetched, the
   * keys once known stay good, and where that leaves a token's key unknown the answer is 503.
   *
   * @param url of https, or of http on the loopback
   * @throws IllegalArgumentException it is another one; the message does not repeat it
   */
  public static JwtKeys jwks(URI url) {
    return new PublishedKeys(url);
  }

  private static Algorithm hmac(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of HS256 has at least " + MIN_SECRET_BYTES + " bytes, not " + bytes.length);
    }
    return Algorithm.HMAC256(bytes);
  }

  /** What can be done before the first token comes is begun. Does not block. */
  abstract void begin();

  /**
   * Returns what this token may be signed with, in the order of likelihood; empty where it is of
   * another algorithm or key. May block for some seconds.
   *
   * @throws AuthenticationUnavailableException nobody can say at the moment
   */
  abstract List<Algorithm> candidates(JwtText token);

  /**
   * Returns whether this one of the {@link #candidates} for a token is one still. Counts as a token
   * for when keys are fetched; never blocks.
   */
  abstract boolean has(Algorithm key);

  /**
   * Returns in some words which keys there are, never a secret; those that are published elsewhere
   * have been asked for just now, which takes five seconds at the most.
   *
   * @throws IOException there are none to be had; the message tells why
   */
  public abstract String examine() throws IOException;

  /** Returns which keys they are, never a secret. */
  @Override
  public abstract String toString();
}
