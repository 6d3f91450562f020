package dev.imagevault.sabotage;

import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ForwardingRepository;

/** A correct repository, to be sabotaged in one place. */
class CorrectRepository extends ForwardingRepository {

  final AdvancingClock clock;

  CorrectRepository() {
    this(new AdvancingClock());
  }

  private CorrectRepository(AdvancingClock clock) {
    super(new InMemoryImageRepository(clock));
    this.clock = clock;
  }
}
