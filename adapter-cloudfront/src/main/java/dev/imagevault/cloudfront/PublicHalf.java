package dev.imagevault.cloudfront;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;

/** The public half of a private key, found by computation and proved by a trial signature. */
final class PublicHalf {

  private PublicHalf() {}

  /**
   * Returns the public half.
   *
   * @throws IllegalArgumentException where the private key's parts do not belong together; without
   *     a cause, which could show them
   */
  static PublicKey of(PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(SignatureHash.SHA256.signatureWith(key));
      signature.initSign(key);
      byte[] trial = signature.sign();
      for (PublicKey candidate : candidates(key)) {
        signature.initVerify(candidate);
        if (signature.verify(trial)) {
          return candidate;
        }
      }
    } catch (GeneralSecurityException e) {
      throw damaged();
    }
    throw damaged();
  }

  private static List<? extends PublicKey> candidates(PrivateKey key)
      throws GeneralSecurityException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return List.of(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
    }
    return P256.publicHalfOrItsNegative((ECPrivateKey) key);
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("the private key is damaged: it cannot sign");
  }
}
