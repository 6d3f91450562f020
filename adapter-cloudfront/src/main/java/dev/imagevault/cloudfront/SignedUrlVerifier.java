package dev.imagevault.cloudfront;

import dev.imagevault.domain.BackEndException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges signed URLs as CloudFront does, for one trusted key. Of CloudFront's policies it knows
 * those that {@link CloudFrontUrlSigner} makes: custom, with one resource without wildcards and an
 * expiry. Every other is refused. Thread-safe.
 *
 * <p>All it compares is public, so nothing needs constant time. A policy is read only once its
 * signature has been found good.
 */
public final class SignedUrlVerifier {

  /** The longest URL that CloudFront takes ("Quotas"), in bytes, which here are characters. */
  private static final int MAX_URL_LENGTH = 8192;

  private static final String POLICY = "Policy";
  private static final String SIGNATURE = "Signature";
  private static final String KEY_PAIR_ID = "Key-Pair-Id";
  private static final String HASH_ALGORITHM = "Hash-Algorithm";
  private static final Set<String> SIGNING_PARAMETERS =
      Set.of(POLICY, SIGNATURE, KEY_PAIR_ID, HASH_ALGORITHM);

  private final String keyPairId;
  private final PublicKey publicKey;

  /**
   * Trusts this one key, as if it were alone in a key group.
   *
   * @param keyPairId the id that URLs have to name
   * @param publicKey RSA or EC
   */
  public SignedUrlVerifier(String keyPairId, PublicKey publicKey) {
    this.keyPairId = keyPairId;
    this.publicKey = publicKey;
  }

  /**
   * Returns why an edge refuses this URL at this time, or empty where it serves it.
   *
   * @param url whole, as the viewer requested it, nothing decoded: what remains of it without the
   *     signing parameters has to be the policy's resource, character by character
   * @param now by the edge's clock
   * @return why not, or empty
   * @throws BackEndException of {@code SIGNER}, {@code REFUSED}, where this Java platform cannot
   *     verify
   */
  public Optional<Denial> denial(String url, Instant now) {
    if (url.length() > MAX_URL_LENGTH) {
      return Optional.of(Denial.MALFORMED_URL);
    }
    String[] parts = url.split("\\?", 2);
    Map<String, String> signing = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (String parameter : parts.length == 2 ? parts[1].split("&", -1) : new String[0]) {
      String[] pair = parameter.split("=", 2);
      if (!SIGNING_PARAMETERS.contains(pair[0])) {
        others.add(parameter);
      } else if (signing.put(pair[0], pair.length == 2 ? pair[1] : "") != null) {
        return Optional.of(Denial.MALFORMED_URL);
      }
    }
    String resource = others.isEmpty() ? parts[0] : parts[0] + "?" + String.join("&", others);
    return denial(resource, signing, now);
  }

  private Optional<Denial> denial(String resource, Map<String, String> signing, Instant now) {
    String id = signing.getOrDefault(KEY_PAIR_ID, "");
    if (!id.equals(keyPairId)) {
      return Optional.of(id.isEmpty() ? Denial.MISSING_KEY : Denial.UNKNOWN_KEY);
    }
    Optional<SignatureHash> hash =
        SignatureHash.named(signing.getOrDefault(HASH_ALGORITHM, SignatureHash.SHA1.name()));
    if (hash.isEmpty()) {
      return Optional.of(Denial.UNKNOWN_HASH);
    }
    Optional<byte[]> signature =
        Optional.ofNullable(signing.get(SIGNATURE)).flatMap(CloudFrontBase64::decode);
    if (signature.isEmpty()) {
      return Optional.of(Denial.MALFORMED_SIGNATURE);
    }
    Optional<byte[]> json =
        Optional.ofNullable(signing.get(POLICY)).flatMap(CloudFrontBase64::decode);
    if (json.isEmpty()) {
      return Optional.of(Denial.MALFORMED_POLICY);
    }
    if (!verifies(json.get(), signature.get(), hash.get())) {
      return Optional.of(Denial.TAMPERED);
    }
    Optional<CustomPolicy> policy = CustomPolicy.parse(json.get());
    if (policy.isEmpty()) {
      return Optional.of(Denial.MALFORMED_POLICY);
    }
    if (!policy.get().resource().equals(resource)) {
      return Optional.of(Denial.FOREIGN_RESOURCE);
    }
    return now.isBefore(policy.get().expires()) ? Optional.empty() : Optional.of(Denial.EXPIRED);
  }

  private boolean verifies(byte[] message, byte[] signed, SignatureHash hash) {
    try {
      Signature signature = Signature.getInstance(hash.signatureWith(publicKey));
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException notEvenASignature) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new BackEndException(
          BackEndException.BackEnd.SIGNER,
          BackEndException.Failure.REFUSED,
          "cannot verify " + hash + ": does this Java platform allow it?",
          e);
    }
  }
}
