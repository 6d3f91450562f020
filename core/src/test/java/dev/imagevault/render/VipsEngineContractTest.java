package dev.imagevault.render;

import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.port.ImageRenderer;
import org.junit.jupiter.api.BeforeAll;

class VipsEngineContractTest extends RendererPixelContract {

  private static ImageRenderer vips;

  @BeforeAll
  static void find() throws Exception {
    Installed.assume("vipsthumbnail", "libvips-tools");
    Installed.assumeSandbox();
    vips = VipsEngine.find(Isolation.SANDBOX, VipsEngine.DEFAULT_MEMORY);
  }

  @Override
  protected ImageRenderer renderer() {
    return vips;
  }
}
