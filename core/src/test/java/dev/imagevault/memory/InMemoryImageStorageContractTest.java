package dev.imagevault.memory;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.port.ImageStorage;
import java.time.Clock;

class InMemoryImageStorageContractTest extends ImageStorageContract {

  private final ImageStorage storage = new InMemoryImageStorage(Clock.systemUTC());

  @Override
  protected ImageStorage storage() {
    return storage;
  }
}
