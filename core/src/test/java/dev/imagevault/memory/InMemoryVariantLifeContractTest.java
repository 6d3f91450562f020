package dev.imagevault.memory;

import dev.imagevault.contract.VariantLifeContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;

class InMemoryVariantLifeContractTest extends VariantLifeContract {

  private final AdvancingClock clock = new AdvancingClock();
  private InMemoryImageRepository repository = new InMemoryImageRepository(clock);

  @Override
  protected ImageStorage storage() {
    return new InMemoryImageStorage(clock);
  }

  @Override
  protected ImageRepository emptyRepository() {
    repository = new InMemoryImageRepository(clock);
    return repository;
  }

  @Override
  protected VariantRepository variants() {
    return repository.variants();
  }

  @Override
  protected RenderingQueue renderings() {
    return repository.renderings();
  }

  @Override
  protected void passTime(Duration duration) {
    clock.advance(duration);
  }
}
