package dev.imagevault.javalin.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Who signs tokens with a private key, and publishes the public one under this id. */
record Issuer(String id, KeyPair keys) {

  static Issuer rsa(String id, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return new Issuer(id, generator.generateKeyPair());
  }

  static Issuer ec(String id, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return new Issuer(id, generator.generateKeyPair());
  }

  /** Returns a token for user 7 that names the key, and expires in 2100. */
  String token() {
    return JWT.create().withKeyId(id).withSubject("7").withClaim("exp", 4102444800L).sign(signer());
  }

  /** Returns a token that names no key. */
  String tokenWithoutKeyId() {
    return JWT.create().withSubject("7").withClaim("exp", 4102444800L).sign(signer());
  }

  private Algorithm signer() {
    return keys.getPrivate() instanceof RSAPrivateKey rsa
        ? Algorithm.RSA256(null, rsa)
        : Algorithm.ECDSA256(null, (ECPrivateKey) keys.getPrivate());
  }

  PublicKey publicKey() {
    return keys.getPublic();
  }

  String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Returns the public key as RFC 7517 has it, with these members too. */
  String jwk(String more) {
    String key =
        publicKey() instanceof RSAPublicKey rsa
            ? "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                .formatted(number(rsa.getModulus()), number(rsa.getPublicExponent()))
            : ec((ECPublicKey) publicKey());
    return "{\"kid\":\"" + id + "\"," + key + more + "}";
  }

  private static String ec(ECPublicKey key) {
    int bits = key.getParams().getCurve().getField().getFieldSize();
    return "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
        .formatted(bits, number(key.getW().getAffineX()), number(key.getW().getAffineY()));
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int start = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
  }
}
