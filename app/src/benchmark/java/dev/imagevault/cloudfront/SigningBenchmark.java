package dev.imagevault.cloudfront;

import dev.imagevault.app.service.NativeProvider;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Signs a URL; the floor is the bare signature over the same policy. */
@State(Scope.Benchmark)
public class SigningBenchmark {

  private static final ObjectKey OBJECT =
      new ObjectKey("users/1/images/1795455838123-x11nZRbk4UWiU5H4MG1sOQ.jpg");
  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");

  /** The key's algorithm. */
  @Param({"RSA", "EC"})
  public String key;

  /** Whose signatures they are. */
  @Param({"JDK", "native"})
  public String by;

  private CloudFrontUrlSigner signer;
  private Optional<Provider> provider;
  private PrivateKey privateKey;
  private String algorithm;
  private byte[] policy;

  /** There is a new key. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(key);
    generator.initialize(key.equals("RSA") ? 2048 : 256);
    privateKey = generator.generateKeyPair().getPrivate();
    CloudFrontKey parsed = CloudFrontKey.parse("KTEST", pem(privateKey));
    provider = Optional.empty();
    if (by.equals("native")) {
      provider = Optional.of(NativeProvider.load());
      privateKey =
          (PrivateKey) KeyFactory.getInstance(key, provider.get()).translateKey(privateKey);
      parsed = parsed.signedBy(provider.get());
    }
    DistributionUrl distribution = DistributionUrl.parse("images.example.com");
    signer = new CloudFrontUrlSigner(distribution, parsed, SignatureHash.SHA1);
    algorithm = SignatureHash.SHA1.signatureWith(privateKey);
    policy = new CustomPolicy(distribution.urlOf(OBJECT), EXPIRY).json();
  }

  private static String pem(PrivateKey key) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
  }

  /** Returns the URL. */
  @Benchmark
  public SignedUrl sign() {
    return signer.sign(OBJECT, EXPIRY);
  }

  /** Returns the signature. */
  @Benchmark
  public byte[] floor() throws GeneralSecurityException {
    Signature signature =
        provider.isPresent()
            ? Signature.getInstance(algorithm, provider.get())
            : Signature.getInstance(algorithm);
    signature.initSign(privateKey);
    signature.update(policy);
    return signature.sign();
  }
}
