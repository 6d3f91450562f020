package dev.imagevault.sabotage;

import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantRepository;

/** A correct repository with its variants and its queue, to be sabotaged in one place. */
class CorrectVariants {

  final AdvancingClock clock = new AdvancingClock();
  final InMemoryImageRepository images = new InMemoryImageRepository(clock);

  ImageRepository repository() {
    return images;
  }

  VariantRepository variants() {
    return images.variants();
  }

  RenderingQueue renderings() {
    return images.renderings();
  }
}
