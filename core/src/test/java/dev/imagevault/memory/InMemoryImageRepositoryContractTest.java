package dev.imagevault.memory;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;

class InMemoryImageRepositoryContractTest extends ImageRepositoryContract {

  private final AdvancingClock clock = new AdvancingClock();

  @Override
  protected ImageRepository emptyRepository() {
    return new InMemoryImageRepository(clock);
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
