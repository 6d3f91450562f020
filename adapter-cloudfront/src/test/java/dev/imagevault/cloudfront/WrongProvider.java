package dev.imagevault.cloudfront;

import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.security.spec.KeySpec;

/** Takes every RSA key, and signs with none. */
final class WrongProvider extends Provider {

  private static final long serialVersionUID = 1;

  WrongProvider() {
    super("Wrong", "1", "makes signatures that are none");
    put("KeyFactory.RSA", Keys.class.getName());
    put("Signature.SHA1withRSA", Signatures.class.getName());
    put("Signature.SHA256withRSA", Signatures.class.getName());
  }

  /** Made by the provider. */
  public static final class Keys extends KeyFactorySpi {

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) {
      throw new AssertionError("not called");
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) {
      throw new AssertionError("not called");
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) {
      throw new AssertionError("not called");
    }

    @Override
    protected Key engineTranslateKey(Key key) {
      return key;
    }
  }

  /** Made by the provider. */
  public static final class Signatures extends SignatureSpi {

    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[256];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return true;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new AssertionError("not called");
    }
  }
}
