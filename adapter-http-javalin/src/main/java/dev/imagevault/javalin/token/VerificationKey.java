package dev.imagevault.javalin.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key, and the algorithms that it verifies (RFC 7518, RFC 8037). The key decides them, never a
 * token: those of its type, or the only one that it names itself. Immutable.
 *
 * @param id under which it is published; empty if it is not
 */
record VerificationKey(Optional<String> id, Key key, Set<String> algorithms) {

  /** As long as the output of the hash (RFC 7518, section 3.2). */
  private static final int MIN_SECRET_BYTES = 32;

  /** RFC 7518, sections 3.3 and 3.5. */
  private static final int MIN_RSA_BITS = 2048;

  private static final Set<String> OF_RSA = Set.of("RS256", "RS384", "RS512", "PS256");
  private static final Set<String> OF_P256 = Set.of("ES256");
  private static final Set<String> OF_P384 = Set.of("ES384");
  private static final Set<String> OF_ED25519 = Set.of("EdDSA");

  private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

  /** What precedes the 32 bytes of an Ed25519 key in X.509 (RFC 8410, section 4). */
  private static final byte[] ED25519_IN_X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  /**
   * Returns the key for HS256.
   *
   * @throws IllegalArgumentException the secret is shorter than 32 bytes
   */
  static VerificationKey hs256(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of HS256 has at least " + MIN_SECRET_BYTES + " bytes, not " + bytes.length);
    }
    return new VerificationKey(
        Optional.empty(), new SecretKeySpec(bytes, "HmacSHA256"), Set.of("HS256"));
  }

  /**
   * Returns the key for all algorithms of its type.
   *
   * @throws IllegalArgumentException it is of another type, or weak; the message says what would do
   */
  static VerificationKey of(PublicKey key) {
    return new VerificationKey(Optional.empty(), key, algorithmsOf(key));
  }

  private static Set<String> algorithmsOf(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            "the public key has " + bits + " bits; RSA needs at least " + MIN_RSA_BITS);
      }
      return OF_RSA;
    }
    if (key instanceof ECPublicKey ec) {
      Curve curve = Curve.forECParameterSpec(ec.getParams());
      if (Curve.P_256.equals(curve)) {
        return OF_P256;
      }
      if (Curve.P_384.equals(curve)) {
        return OF_P384;
      }
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      return OF_ED25519;
    }
    throw new IllegalArgumentException(
        "the public key is neither RSA, nor EC on P-256 or P-384, nor Ed25519");
  }

  /** Returns the key if it is there for signatures of an algorithm that is accepted (RFC 7517). */
  static Optional<VerificationKey> of(JWK jwk) {
    if ((jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        || (jwk.getKeyOperations() != null
            && !jwk.getKeyOperations().contains(KeyOperation.VERIFY))) {
      return Optional.empty();
    }
    try {
      PublicKey key = publicKey(jwk);
      Set<String> algorithms = algorithmsOf(key);
      if (jwk.getAlgorithm() != null) {
        String named = jwk.getAlgorithm().getName();
        algorithms = algorithms.contains(named) ? Set.of(named) : Set.of();
      }
      return algorithms.isEmpty()
          ? Optional.empty()
          : Optional.of(new VerificationKey(Optional.ofNullable(jwk.getKeyID()), key, algorithms));
    } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
    if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
      // The library leaves this step to another one.
      byte[] x = pair.getDecodedX();
      byte[] x509 =
          ByteBuffer.allocate(ED25519_IN_X509.length + x.length)
              .put(ED25519_IN_X509)
              .put(x)
              .array();
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
    }
    if (jwk instanceof AsymmetricJWK pair) {
      return pair.toPublicKey();
    }
    throw new IllegalArgumentException("the key is not public");
  }

  /** Returns whether the token is signed with this key, by one of its algorithms. */
  boolean verifies(JwtText token) {
    if (!algorithms.contains(token.algorithm())) {
      return false;
    }
    try {
      if (key instanceof EdECPublicKey ed) {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(ed);
        signature.update(token.signedBytes());
        return signature.verify(Base64.getUrlDecoder().decode(token.signature()));
      }
      JWSHeader header = new JWSHeader(JWSAlgorithm.parse(token.algorithm()));
      return VERIFIERS
          .createJWSVerifier(header, key)
          .verify(header, token.signedBytes(), new Base64URL(token.signature()));
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  /** Returns whether there can be a public key for this algorithm. */
  static boolean isPublic(String algorithm) {
    return OF_RSA.contains(algorithm)
        || OF_P256.contains(algorithm)
        || OF_P384.contains(algorithm)
        || OF_ED25519.contains(algorithm);
  }

  /** Returns the algorithms of these keys as a list for people. */
  static String algorithms(Iterable<VerificationKey> keys) {
    Set<String> all = new TreeSet<>();
    keys.forEach(key -> all.addAll(key.algorithms()));
    return String.join(", ", all);
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "VerificationKey" + algorithms;
  }
}
