package dev.imagevault.memory;

import dev.imagevault.contract.UploadRepositoryContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;

class InMemoryUploadRepositoryContractTest extends UploadRepositoryContract {

  private final AdvancingClock clock = new AdvancingClock();

  @Override
  protected ImageRepository emptyRepository() {
    return new InMemoryImageRepository(clock);
  }

  @Override
  protected UploadRepository uploads(ImageRepository images) {
    return ((InMemoryImageRepository) images).uploads();
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
