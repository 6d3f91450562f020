package dev.imagevault.memory;

import dev.imagevault.contract.ImportRepositoryContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import java.time.Duration;

class InMemoryImportRepositoryContractTest extends ImportRepositoryContract {

  private final AdvancingClock clock = new AdvancingClock();

  @Override
  protected ImageRepository emptyRepository() {
    return new InMemoryImageRepository(clock);
  }

  @Override
  protected ImportRepository imports(ImageRepository images) {
    return ((InMemoryImageRepository) images).imports();
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
