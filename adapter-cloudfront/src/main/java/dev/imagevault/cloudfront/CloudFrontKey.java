package dev.imagevault.cloudfront;

import dev.imagevault.domain.BackEndException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key that CloudFront accepts signatures of, and the id by which it knows the public
 * half. RSA with 2048 bits or EC on P-256 ("Specify signers that can create signed URLs and signed
 * cookies"). Immutable and thread-safe; shows nothing of the private key.
 */
public final class CloudFrontKey {

  /** What CloudFront assigns is shorter; none of these needs escaping in a URL. */
  private static final Pattern KEY_PAIR_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final String keyPairId;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  /** Whose signatures they are; empty for those of the platform's most preferred one. */
  private final Optional<Provider> provider;

  private CloudFrontKey(
      String keyPairId, PrivateKey privateKey, PublicKey publicKey, Optional<Provider> provider) {
    this.keyPairId = keyPairId;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.provider = provider;
  }

  /**
   * Returns the key in this text, after a trial signature.
   *
   * @param keyPairId the public key's id, such as {@code K2JCJMDEHXQW5F}; spaces around it are
   *     ignored
   * @param privateKey one private key in PEM: PKCS#1 ({@code BEGIN RSA PRIVATE KEY}), PKCS#8
   *     ({@code BEGIN PRIVATE KEY}) or SEC 1 ({@code BEGIN EC PRIVATE KEY}), with real line breaks
   *     or {@code \n} escapes; or the base64 of such a PEM; perhaps in quotes, perhaps with spaces
   *     around it
   * @return the key, ready to sign
   * @throws IllegalArgumentException where it is anything else; the message tells the remedy and
   *     repeats nothing of either text
   */
  public static CloudFrontKey parse(String keyPairId, String privateKey) {
    String id = keyPairId.strip();
    if (!KEY_PAIR_ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "the key pair id is the id of a CloudFront public key, such as K2JCJMDEHXQW5F");
    }
    PrivateKey key = PrivateKeyPem.parse(privateKey);
    return new CloudFrontKey(id, key, PublicHalf.of(key), Optional.empty());
  }

  /**
   * Returns a new RSA key with 2048 bits, for {@link #parse}.
   *
   * @return PKCS#8 PEM; a secret
   */
  public static String generatePem() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(PrivateKeyPem.RSA_BITS);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8);
      return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /**
   * Returns the same key, with which this provider signs from now on, such as one in native code.
   * It is converted once here, for conversions can take longer than signatures.
   *
   * @throws IllegalArgumentException where a trial signature of the provider's is none of this key
   */
  public CloudFrontKey signedBy(Provider provider) {
    try {
      PrivateKey converted =
          (PrivateKey)
              KeyFactory.getInstance(privateKey.getAlgorithm(), provider).translateKey(privateKey);
      CloudFrontKey key = new CloudFrontKey(keyPairId, converted, publicKey, Optional.of(provider));
      for (SignatureHash hash : SignatureHash.values()) {
        byte[] trial = key.signature(new byte[0], hash);
        Signature signature = Signature.getInstance(hash.signatureWith(privateKey));
        signature.initVerify(publicKey);
        if (!signature.verify(trial)) {
          throw cannotSign(provider, null);
        }
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw cannotSign(provider, e);
    }
  }

  private IllegalArgumentException cannotSign(
      Provider provider, @Nullable GeneralSecurityException cause) {
    return new IllegalArgumentException(provider.getName() + " cannot sign with " + this, cause);
  }

  /** {@return the id by which CloudFront knows the public half} */
  public String keyPairId() {
    return keyPairId;
  }

  /** {@return the public half} */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Returns the signature over these bytes.
   *
   * @throws BackEndException of {@code SIGNER}, {@code REFUSED}, where this Java platform cannot
   */
  byte[] sign(byte[] message, SignatureHash hash) {
    try {
      return signature(message, hash);
    } catch (GeneralSecurityException e) {
      throw new BackEndException(
          BackEndException.BackEnd.SIGNER,
          BackEndException.Failure.REFUSED,
          "cannot sign a URL with " + this + " and " + hash + ": does this Java platform allow it?",
          e);
    }
  }

  private byte[] signature(byte[] message, SignatureHash hash) throws GeneralSecurityException {
    // Looked up each time: that takes less than a hundredth of the signature's own time, and needs
    // no instance per thread.
    String algorithm = hash.signatureWith(privateKey);
    Signature signature =
        provider.isPresent()
            ? Signature.getInstance(algorithm, provider.get())
            : Signature.getInstance(algorithm);
    signature.initSign(privateKey);
    signature.update(message);
    return signature.sign();
  }

  /** Returns the id and the kind of key. */
  @Override
  public String toString() {
    return "CloudFrontKey[" + keyPairId + ", " + privateKey.getAlgorithm() + "]";
  }
}
