package dev.imagevault.cloudfront;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;

/** The curve P-256 of FIPS 186-5, which openssl calls prime256v1. */
final class P256 {

  static final ECParameterSpec CURVE = curve();

  private static final BigInteger PRIME = ((ECFieldFp) CURVE.getCurve().getField()).getP();

  private P256() {}

  static boolean isCurveOf(ECKey key) {
    return key.getParams().getCurve().equals(CURVE.getCurve())
        && key.getParams().getGenerator().equals(CURVE.getGenerator())
        && key.getParams().getOrder().equals(CURVE.getOrder());
  }

  /**
   * Returns the public half and its negative, in no order. The public half is the key times the
   * generator, which the JDK computes for no one; but an ECDH agreement with the generator as the
   * other party is that point's x coordinate, and the curve's equation leaves two values of y.
   */
  static List<ECPublicKey> publicHalfOrItsNegative(ECPrivateKey key)
      throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(publicKey(CURVE.getGenerator()), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    BigInteger square =
        x.pow(3).add(CURVE.getCurve().getA().multiply(x)).add(CURVE.getCurve().getB());
    // A square root modulo a prime that is 3 modulo 4.
    BigInteger y = square.modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
    return List.of(publicKey(new ECPoint(x, y)), publicKey(new ECPoint(x, PRIME.subtract(y))));
  }

  private static ECPublicKey publicKey(ECPoint point) throws GeneralSecurityException {
    return (ECPublicKey)
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }
}
