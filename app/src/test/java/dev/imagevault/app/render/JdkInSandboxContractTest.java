package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdkInSandboxContractTest extends RendererPixelContract {

  private static EngineRenderer jdk;

  @BeforeAll
  static void find() {
    try {
      jdk = JdkEngine.find(Isolation.SANDBOX, 1L << 30);
    } catch (RenderingException e) {
      Assumptions.assumeFalse(e.getMessage().contains("there is no sandbox here"), e.getMessage());
      throw e;
    }
  }

  @AfterAll
  static void close() {
    if (jdk != null) {
      jdk.close();
    }
  }

  @Override
  protected ImageRenderer renderer() {
    return jdk;
  }

  @Test
  void whatItCannotReadItNames() {
    assertThat(jdk.description())
        .contains("JPEG, PNG, GIF", "WEBP, AVIF, HEIC", "libvips-tools", "sandbox");
  }
}
