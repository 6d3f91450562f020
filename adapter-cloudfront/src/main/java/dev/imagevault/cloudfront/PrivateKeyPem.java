package dev.imagevault.cloudfront;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys as people hand them over: PEM (RFC 7468) in the forms of openssl, as mangled by
 * environment files. No exception of this class has a cause or repeats what it read, for both could
 * show key material.
 */
final class PrivateKeyPem {

  static final int RSA_BITS = 2048;

  /** Ten times what the longest accepted key takes. */
  private static final int MAX_LENGTH = 32_768;

  private static final String NOT_ACCEPTED =
      "is damaged, or none that CloudFront takes: RSA with 2048 bits or EC on P-256 (prime256v1)";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** RFC 5208, section 5: version 0 and the algorithm rsaEncryption without parameters. */
  private static final byte[] PKCS8_RSA = hex("020100300d06092a864886f70d0101010500");

  /** SEC 1, C.4: version 1 and the header of the 32 octets of a P-256 key. */
  private static final byte[] SEC1_START = hex("0201010420");

  /** SEC 1, C.4: the parameters that name P-256, which follow these octets. */
  private static final byte[] SEC1_P256 = hex("a00a06082a8648ce3d030107");

  private PrivateKeyPem() {}

  /** Returns the one private key in the text, of a kind and size that CloudFront accepts. */
  static PrivateKey parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused("is longer than any key that CloudFront accepts");
    }
    String pem = withRealLineBreaks(text);
    if (!pem.contains("-----BEGIN ")) {
      pem = withRealLineBreaks(new String(base64(pem), StandardCharsets.UTF_8));
    }
    PrivateKey key = onlyKey(pem);
    if (key instanceof RSAPrivateCrtKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits != RSA_BITS) {
        throw refused("has " + bits + " bits; of RSA keys, CloudFront takes those with 2048 alone");
      }
    } else if (!(key instanceof ECPrivateKey ec) || !P256.isCurveOf(ec)) {
      throw refused(NOT_ACCEPTED);
    }
    return key;
  }

  private static PrivateKey onlyKey(String pem) {
    PrivateKey key = null;
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      // openssl ecparam writes it before the key, which names the curve again.
      if (!block.group(1).equals("EC PARAMETERS")) {
        if (key != null) {
          throw refused("stands beside other PEM blocks; leave the key alone");
        }
        key = decode(block.group(1), block.group(2));
      }
    }
    if (key == null) {
      throw refused("is no whole PEM block: from BEGIN to END, with all lines in between");
    }
    return key;
  }

  private static PrivateKey decode(String label, String body) {
    if (label.startsWith("ENCRYPTED ") || body.contains("ENCRYPTED")) {
      throw refused("is encrypted; decrypt it: openssl pkey -in encrypted.pem -out key.pem");
    }
    return switch (label) {
      case "RSA PRIVATE KEY" -> pkcs1(base64(body));
      case "PRIVATE KEY" -> pkcs8(base64(body));
      case "EC PRIVATE KEY" -> sec1(base64(body));
      case "OPENSSH PRIVATE KEY" ->
          throw refused("is in OpenSSH's own format; convert it: ssh-keygen -p -m PEM -f key");
      case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE" ->
          throw refused("is a public key or a certificate, of no use for signing");
      default ->
          throw refused("is neither PKCS#1, PKCS#8 nor SEC 1, the forms that openssl writes");
    };
  }

  private static PrivateKey pkcs1(byte[] der) {
    byte[] octets = tagged(0x04, der);
    return pkcs8(tagged(0x30, concat(PKCS8_RSA, octets)));
  }

  private static PrivateKey pkcs8(byte[] der) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    for (String algorithm : new String[] {"RSA", "EC"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException notThisAlgorithm) {
        continue;
      }
    }
    throw refused(NOT_ACCEPTED);
  }

  private static PrivateKey sec1(byte[] der) {
    int start = 2;
    int scalar = start + SEC1_START.length;
    int curve = scalar + 32;
    int end = curve + SEC1_P256.length;
    if (der.length < end
        || der[0] != 0x30
        || der[1] != der.length - start
        || !Arrays.equals(der, start, scalar, SEC1_START, 0, SEC1_START.length)
        || !Arrays.equals(der, curve, end, SEC1_P256, 0, SEC1_P256.length)) {
      throw refused(NOT_ACCEPTED);
    }
    try {
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(der, scalar, curve));
      return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, P256.CURVE));
    } catch (GeneralSecurityException e) {
      throw refused(NOT_ACCEPTED);
    }
  }

  private static String withRealLineBreaks(String text) {
    return text.replaceAll("\\\\+[nr]", "\n");
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text.replaceAll("[\\s\"']", ""));
    } catch (IllegalArgumentException e) {
      throw refused("is neither PEM nor base64 of PEM, or damaged");
    }
  }

  /** Returns DER (X.690) with the content's length in two octets, which all RSA keys here need. */
  private static byte[] tagged(int tag, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .put((byte) tag)
        .put((byte) 0x82)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("the private key " + why);
  }
}
