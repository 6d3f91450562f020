package dev.imagevault.memory;

import dev.imagevault.contract.ImageLifeContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;

class InMemoryImageLifeContractTest extends ImageLifeContract {

  private final AdvancingClock clock = new AdvancingClock();

  @Override
  protected ImageStorage storage() {
    return new InMemoryImageStorage(clock);
  }

  @Override
  protected ImageRepository emptyRepository() {
    return new InMemoryImageRepository(clock);
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
