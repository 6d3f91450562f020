package dev.imagevault.memory;

import dev.imagevault.contract.DirectUploadLifeContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;

class InMemoryDirectUploadLifeContractTest extends DirectUploadLifeContract {

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
  protected UploadRepository uploads(ImageRepository images) {
    return ((InMemoryImageRepository) images).uploads();
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
