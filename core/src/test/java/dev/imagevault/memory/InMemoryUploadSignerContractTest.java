package dev.imagevault.memory;

import dev.imagevault.contract.UploadSignerContract;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class InMemoryUploadSignerContractTest extends UploadSignerContract {

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
  private final InMemoryUploadSigner signer = new InMemoryUploadSigner(storage, clock);

  @Override
  protected UploadSigner signer() {
    return signer;
  }

  @Override
  protected ImageStorage storage() {
    return storage;
  }

  @Override
  protected boolean send(String url, Map<String, String> headers, byte[] file) {
    return signer.put(url, headers, file);
  }

  @Override
  protected void waitUntil(Instant time) {
    clock.advance(Duration.between(clock.instant(), time));
  }
}
