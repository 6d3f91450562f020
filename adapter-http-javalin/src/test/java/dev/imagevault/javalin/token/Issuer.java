package dev.imagevault.javalin.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * Who signs tokens with a private key by this algorithm, and publishes the public one under this
 * id. Made of the JDK alone, so that it agrees with the verifier in nothing but the standards.
 */
record Issuer(String id, KeyPair keys, String algorithm) {

  static Issuer rsa(String id, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return new Issuer(id, generator.generateKeyPair(), "RS256");
  }

  static Issuer ec(String id, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    String algorithm = curve.equals("secp384r1") ? "ES384" : "ES256";
    return new Issuer(id, generator.generateKeyPair(), algorithm);
  }

  static Issuer edwards(String id, String curve) throws GeneralSecurityException {
    return new Issuer(id, KeyPairGenerator.getInstance(curve).generateKeyPair(), "EdDSA");
  }

  /** Returns the one that has the same keys under another id. */
  Issuer named(String other) {
    return new Issuer(other, keys, algorithm);
  }

  /** Returns the one that signs with the same keys by another algorithm. */
  Issuer by(String other) {
    return new Issuer(id, keys, other);
  }

  /** Returns a token for user 7 that names the key, and expires in 2100. */
  String token() {
    return signed("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}");
  }

  /** Returns a token that names no key. */
  String tokenWithoutKeyId() {
    return signed("{\"alg\":\"" + algorithm + "\"}");
  }

  private String signed(String header) {
    String text =
        base64(header.getBytes(UTF_8))
            + "."
            + base64("{\"sub\":\"7\",\"exp\":4102444800}".getBytes(UTF_8));
    try {
      Signature signature = signature();
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm, e);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    String hash = "SHA" + algorithm.substring(2);
    return switch (algorithm) {
      case "EdDSA" -> Signature.getInstance("EdDSA");
      case "PS256", "PS512" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        String name = "SHA-" + algorithm.substring(2);
        int salt = Integer.parseInt(algorithm.substring(2)) / 8;
        pss.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
        yield pss;
      }
      default ->
          Signature.getInstance(
              hash + (algorithm.startsWith("ES") ? "withECDSAinP1363Format" : "withRSA"));
    };
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
    return "{\"kid\":\"" + id + "\"," + members() + more + "}";
  }

  private String members() {
    if (publicKey() instanceof RSAPublicKey rsa) {
      return "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
          .formatted(
              number(rsa.getModulus(), rsa.getModulus().bitLength()),
              number(rsa.getPublicExponent(), 24));
    }
    if (publicKey() instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      return "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
          .formatted(
              bits, number(ec.getW().getAffineX(), bits), number(ec.getW().getAffineY(), bits));
    }
    byte[] x509 = publicKey().getEncoded();
    int size = x509.length > 50 ? 57 : 32;
    return "\"kty\":\"OKP\",\"crv\":\"%s\",\"x\":\"%s\""
        .formatted(
            size == 32 ? "Ed25519" : "Ed448",
            base64(Arrays.copyOfRange(x509, x509.length - size, x509.length)));
  }

  /** Returns it at the full length that RFC 7518, section 6.2.1.2, asks for. */
  private static String number(BigInteger number, int bits) {
    byte[] bytes = number.toByteArray();
    byte[] full = new byte[(bits + 7) / 8];
    int length = Math.min(bytes.length, full.length);
    System.arraycopy(bytes, bytes.length - length, full, full.length - length, length);
    return base64(full);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
