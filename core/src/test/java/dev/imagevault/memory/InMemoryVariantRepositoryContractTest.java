package dev.imagevault.memory;

import dev.imagevault.contract.VariantRepositoryContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;

class InMemoryVariantRepositoryContractTest extends VariantRepositoryContract {

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageRepository images = new InMemoryImageRepository(clock);

  @Override
  protected ImageRepository emptyRepository() {
    return images;
  }

  @Override
  protected VariantRepository variants() {
    return images.variants();
  }

  @Override
  protected RenderingQueue renderings() {
    return images.renderings();
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
