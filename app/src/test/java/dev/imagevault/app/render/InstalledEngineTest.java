package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.render.InstalledEngine.Choice;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.render.Isolation;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstalledEngineTest {

  private static final long MEMORY = 1L << 30;
  private static final List<Isolation> ANY = List.of(Isolation.SANDBOX, Isolation.LIMITS);

  @Test
  void theJdkIsEverywhere() {
    try (InstalledEngine engine = InstalledEngine.find(Choice.JDK, ANY, MEMORY)) {
      assertThat(engine.renderer().reads())
          .containsExactlyInAnyOrder(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF);
      assertThat(engine.renderer().description())
          .startsWith("the JDK renders JPEG, PNG, GIF, isolation ")
          .endsWith("for WEBP, AVIF, HEIC install Debian's libvips-tools");
    }
  }

  @Test
  void theChoiceIsLibvipsIfItIsInstalled() {
    try (InstalledEngine engine = InstalledEngine.find(Choice.AUTO, ANY, MEMORY);
        InstalledEngine vips = InstalledEngine.find(Choice.VIPS, ANY, MEMORY)) {
      boolean installed = !vips.renderer().reads().isEmpty();
      assertThat(engine.renderer().description())
          .startsWith(installed ? "libvips renders " : "the JDK renders ");
    }
  }

  @Test
  void whatCannotBeHadRendersNothingAndSaysWhy() {
    try (InstalledEngine engine = InstalledEngine.find(Choice.AUTO, List.of(), MEMORY)) {
      assertThat(engine.renderer().reads()).isEmpty();
    }
    try (InstalledEngine engine = InstalledEngine.find(Choice.JDK, ANY, 256L << 20)) {
      assertThat(engine.renderer().reads()).isEmpty();
      assertThat(engine.renderer().writes()).isEmpty();
      assertThat(engine.renderer().description())
          .isEqualTo(
              "no image can be rendered: the JDK's engine needs 1 GiB: VARIANT_MEMORY=1073741824");
    }
  }
}
