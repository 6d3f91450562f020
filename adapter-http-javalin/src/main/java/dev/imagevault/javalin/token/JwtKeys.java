package dev.imagevault.javalin.token;

import dev.imagevault.javalin.AuthenticationUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * The keys that tokens may be signed with. A key's type decides its algorithms, whatever a token
 * says. Thread-safe.
 */
public abstract sealed class JwtKeys permits FixedKeys, PublishedKeys {

  JwtKeys() {}

  /**
   * Returns the key for HS256.
   *
   * @param secret at least 32 bytes in UTF-8
   * @throws IllegalArgumentException the secret is shorter
   */
  public static JwtKeys hs256(String secret) {
    return new FixedKeys(List.of(VerificationKey.hs256(secret)));
  }

  /**
   * Returns two keys for HS256, while one takes the place of the other.
   *
   * @param secret at least 32 bytes in UTF-8
   * @param previous that tokens still under way are signed with; as long
   * @throws IllegalArgumentException one of them is shorter
   */
  public static JwtKeys hs256(String secret, String previous) {
    return new FixedKeys(List.of(VerificationKey.hs256(secret), VerificationKey.hs256(previous)));
  }

  /**
   * Returns the key for all algorithms of its type: RS256, RS384, RS512 and PS256 with RSA of at
   * least 2048 bits, ES256 with EC on P-256, ES384 with P-384, EdDSA with Ed25519.
   *
   * @param pem a public key or an X.509 certificate, whose dates do not matter here; with line
   *     breaks or {@code \n}, or base64 of the PEM
   * @throws IllegalArgumentException it is anything else; the message tells the remedy
   */
  public static JwtKeys publicKey(String pem) {
    return new FixedKeys(List.of(VerificationKey.of(PublicKeyPem.parse(pem))));
  }

  /**
   * Returns the keys of the JWK Set (RFC 7517) at this URL, each for all algorithms of its type, or
   * for the only one that its {@code alg} names. It is fetched when a {@link JwtAuthenticator}
   * begins, at most once in five seconds when a token names a key that is not among them, and with
   * the first token after five minutes. While it cannot be fetched, the keys once known stay good,
   * and a token whose key is not known is answered with 503. A URL that gives something else is
   * told in the log, with the URL to use if that can be told.
   *
   * @param url of https, or of http on the loopback
   * @throws IllegalArgumentException it is another one; the message does not repeat it
   */
  public static JwtKeys jwks(URI url) {
    return new PublishedKeys(url);
  }

  /** What can be done before the first token comes is begun. Does not block. */
  abstract void begin();

  /**
   * Returns what this token may be signed with, in the order of likelihood; empty if it is of
   * another algorithm or key. May block for some seconds.
   *
   * @throws AuthenticationUnavailableException nobody can say at the moment
   */
  abstract List<VerificationKey> candidates(JwtText token);

  /**
   * Returns whether this one of the {@link #candidates} for a token is one still. Counts as a token
   * for when keys are fetched; never blocks.
   */
  abstract boolean has(VerificationKey key);

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
