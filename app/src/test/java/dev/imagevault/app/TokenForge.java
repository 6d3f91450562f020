package dev.imagevault.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of any header and claims, signed in any way, with keys of its own. */
final class TokenForge {

  final KeyPair rsa;
  final KeyPair ec;

  TokenForge() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
    generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ec = generator.generateKeyPair();
  }

  /** Returns the public RSA key as an identity provider publishes it, with the id {@code r}. */
  String rsaJwk() {
    RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
    return "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"%s\",\"e\":\"AQAB\"}"
        .formatted(base64(unsigned(key.getModulus())));
  }

  /** Returns the public EC key likewise, with the id {@code e}. */
  String ecJwk() {
    ECPublicKey key = (ECPublicKey) ec.getPublic();
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"%s\",\"y\":\"%s\"}"
        .formatted(
            base64(unsigned(key.getW().getAffineX())), base64(unsigned(key.getW().getAffineY())));
  }

  static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  /** Returns the public half. */
  static String pem(KeyPair keys) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns header and claims, which are to be signed. */
  static String unsigned(String header, String claims) {
    return base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
  }

  /** Returns a token with an HMAC, whatever its header says. */
  static String mac(String header, String claims, byte[] key) throws GeneralSecurityException {
    String text = unsigned(header, claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return text + "." + base64(mac.doFinal(text.getBytes(UTF_8)));
  }

  static byte[] sign(String algorithm, Key key, String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign((PrivateKey) key);
    signature.update(text.getBytes(UTF_8));
    return signature.sign();
  }

  /** Returns a token signed with the RSA key, whatever its header says. */
  String rs256(String header, String claims) throws GeneralSecurityException {
    String text = unsigned(header, claims);
    return text + "." + base64(sign("SHA256withRSA", rsa.getPrivate(), text));
  }

  /** Returns a token signed with the EC key, whatever its header says. */
  String es256(String header, String claims) throws GeneralSecurityException {
    String text = unsigned(header, claims);
    return text + "." + base64(sign("SHA256withECDSAinP1363Format", ec.getPrivate(), text));
  }
}
