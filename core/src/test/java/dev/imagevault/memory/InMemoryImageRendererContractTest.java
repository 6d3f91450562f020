package dev.imagevault.memory;

import dev.imagevault.contract.ImageRendererContract;
import dev.imagevault.port.ImageRenderer;

class InMemoryImageRendererContractTest extends ImageRendererContract {

  @Override
  protected ImageRenderer renderer() {
    return new InMemoryImageRenderer();
  }
}
