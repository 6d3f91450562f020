package dev.imagevault.javalin.token;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public keys as people hand them over: PEM (RFC 7468) as mangled by environment files. No
 * exception of this class repeats what it read, which might have been a private key.
 */
final class PublicKeyPem {

  /** Ten times what a certificate with a long key takes. */
  private static final int MAX_LENGTH = 65_536;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private PublicKeyPem() {}

  /** Returns the one public key in the text. */
  static PublicKey parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused("is longer than any");
    }
    String pem = withRealLineBreaks(text);
    if (!pem.contains("-----BEGIN ")) {
      pem = withRealLineBreaks(new String(base64(pem), StandardCharsets.UTF_8));
    }
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw refused("is no whole PEM block: from BEGIN to END, with all lines in between");
    }
    String label = block.group(1);
    String body = block.group(2);
    if (block.find()) {
      throw refused("stands beside other PEM blocks; leave the key alone");
    }
    return decode(label, body);
  }

  private static PublicKey decode(String label, String body) {
    if (label.endsWith("PRIVATE KEY")) {
      throw refused("is a private key; set its public half: openssl pkey -in key.pem -pubout");
    }
    return switch (label) {
      case "PUBLIC KEY" -> subjectPublicKeyInfo(base64(body));
      case "CERTIFICATE" -> certificate(base64(body));
      case "RSA PUBLIC KEY" ->
          throw refused("is PKCS#1; convert it: openssl rsa -RSAPublicKey_in -in key.pem -pubout");
      default -> throw refused("is neither a PUBLIC KEY nor a CERTIFICATE");
    };
  }

  private static PublicKey subjectPublicKeyInfo(byte[] der) {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
      } catch (GeneralSecurityException notThisAlgorithm) {
        continue;
      }
    }
    throw refused("is damaged, or neither RSA, nor EC on P-256 or P-384, nor Ed25519");
  }

  private static PublicKey certificate(byte[] der) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey();
    } catch (GeneralSecurityException e) {
      throw refused("is in a certificate that is damaged");
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

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("the public key " + why);
  }
}
