package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.render.Isolation;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdkEngineContractTest extends RendererPixelContract {

  private static final long MEMORY = 1L << 30;
  private static ImageRenderer jdk;

  @BeforeAll
  static void find() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "bwrap is missing: install Debian's bubblewrap");
    jdk = JdkEngine.find(Isolation.SANDBOX, MEMORY);
  }

  @Override
  protected ImageRenderer renderer() {
    return jdk;
  }

  @Test
  void inksAreRefusedRatherThanWashedOut() {
    InputStream inks = RendererPixelContract.class.getResourceAsStream("pictures/cmyk.jpg");
    List<RenditionSpec> specs = List.of(new RenditionSpec(32, Encoding.BEST));
    assertThatThrownBy(
            () -> jdk.render(ImageFormat.JPEG, inks, specs, Duration.ofSeconds(60), made -> {}))
        .isInstanceOfSatisfying(
            RenderingException.class,
            e -> assertThat(e.failure()).isEqualTo(RenderingException.Failure.IMAGE));
  }

  @Test
  void whatItCannotReadItNames() {
    assertThat(jdk.description())
        .contains("JPEG, PNG, GIF", "WEBP, AVIF, HEIC", "libvips-tools", "sandbox");
  }
}
