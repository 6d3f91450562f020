package dev.imagevault.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.Rendition;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images for print, whose inks only their profile explains. */
class VipsProfileTest {

  private static final int TOLERANCE = 6;
  private static final int SIDE = 64;

  @TempDir Path directory;

  @Test
  void inksWithAProfileAreTurnedIntoLightByIt() throws Exception {
    Installed.assume("vipsthumbnail", "libvips-tools");
    Installed.assumeSandbox();
    ImageRenderer renderer = VipsEngine.find(Isolation.SANDBOX, VipsEngine.DEFAULT_MEMORY);
    for (Color colour : List.of(new Color(0x53c168), new Color(0xc83c28), new Color(0x303030))) {
      BufferedImage plain = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < SIDE * SIDE; i++) {
        plain.setRGB(i % SIDE, i / SIDE, colour.getRGB());
      }
      ImageIO.write(plain, "png", directory.resolve("plain.png").toFile());
      vips("icc_export", "plain.png", "inks.jpg[Q=98]", "--output-profile", "cmyk");
      vips("icc_transform", "inks.jpg", "wanted.png", "srgb", "--embedded");
      Color wanted = middle(ImageIO.read(directory.resolve("wanted.png").toFile()));
      Color is = middle(ImageIO.read(rendered(renderer).bytes().newInputStream()));
      assertThat(is.getRed()).isBetween(wanted.getRed() - TOLERANCE, wanted.getRed() + TOLERANCE);
      assertThat(is.getGreen())
          .isBetween(wanted.getGreen() - TOLERANCE, wanted.getGreen() + TOLERANCE);
      assertThat(is.getBlue())
          .isBetween(wanted.getBlue() - TOLERANCE, wanted.getBlue() + TOLERANCE);
    }
  }

  private Rendition rendered(ImageRenderer renderer) throws Exception {
    List<Rendition> made = new ArrayList<>();
    try (InputStream inks = Files.newInputStream(directory.resolve("inks.jpg"))) {
      renderer.render(
          ImageFormat.JPEG,
          inks,
          List.of(new RenditionSpec(SIDE / 2, Encoding.BEST)),
          Duration.ofSeconds(60),
          made::add);
    }
    return made.get(0);
  }

  private static Color middle(BufferedImage image) {
    return new Color(image.getRGB(image.getWidth() / 2, image.getHeight() / 2));
  }

  private void vips(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("vips"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
