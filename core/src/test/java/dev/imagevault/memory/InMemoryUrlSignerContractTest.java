package dev.imagevault.memory;

import dev.imagevault.contract.UrlSignerContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.UrlSigner;
import java.time.Instant;

class InMemoryUrlSignerContractTest extends UrlSignerContract {

  private final InMemoryUrlSigner signer = new InMemoryUrlSigner();

  @Override
  protected UrlSigner signer() {
    return signer;
  }

  @Override
  protected boolean opens(String url, ObjectKey key, Instant at) {
    return signer.opens(url, key, at);
  }
}
