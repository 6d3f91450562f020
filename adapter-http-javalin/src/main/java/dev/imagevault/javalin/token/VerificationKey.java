package dev.imagevault.javalin.token;

import com.auth0.jwt.algorithms.Algorithm;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** Which algorithm a public key is for: the key decides, never a token. */
final class VerificationKey {

  static final String RS256 = "RS256";
  static final String ES256 = "ES256";

  /** RFC 7518, section 3.3. */
  private static final int MIN_RSA_BITS = 2048;

  private static final ECParameterSpec P256 = p256();

  private VerificationKey() {}

  /**
   * Returns what verifies with this key.
   *
   * @throws IllegalArgumentException it is neither RSA of at least 2048 bits nor EC on P-256
   */
  static Algorithm of(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            "the public key has " + bits + " bits; RS256 needs at least " + MIN_RSA_BITS);
      }
      return Algorithm.RSA256(rsa, null);
    }
    if (key instanceof ECPublicKey ec
        && ec.getParams().getCurve().equals(P256.getCurve())
        && ec.getParams().getGenerator().equals(P256.getGenerator())) {
      return Algorithm.ECDSA256(ec, null);
    }
    throw new IllegalArgumentException(
        "the public key is neither RSA, for RS256, nor EC on P-256 (prime256v1), for ES256");
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }
}
