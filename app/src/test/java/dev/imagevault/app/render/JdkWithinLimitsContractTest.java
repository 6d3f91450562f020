package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdkWithinLimitsContractTest extends RendererPixelContract {

  private static final int LARGE = 5000;

  private static EngineRenderer jdk;

  @BeforeAll
  static void find() {
    jdk = JdkEngine.find(Isolation.LIMITS, 1L << 30);
  }

  @AfterAll
  static void close() {
    jdk.close();
  }

  @Override
  protected ImageRenderer renderer() {
    return jdk;
  }

  @Test
  void inksAreRefusedRatherThanWashedOut() {
    assertRefused(RendererPixelContract.class.getResourceAsStream("pictures/cmyk.jpg"));
  }

  @Test
  void aLargeProgressiveJpegIsRefusedRatherThanDecodedForLong() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
      writer.setOutput(out);
      BufferedImage large = new BufferedImage(LARGE, LARGE, BufferedImage.TYPE_BYTE_GRAY);
      writer.write(null, new IIOImage(large, null, null), how);
    } finally {
      writer.dispose();
    }
    assertRefused(new ByteArrayInputStream(jpeg.toByteArray()));
  }

  private static void assertRefused(InputStream image) {
    List<RenditionSpec> specs = List.of(new RenditionSpec(32, Encoding.BEST));
    assertThatThrownBy(
            () -> jdk.render(ImageFormat.JPEG, image, specs, Duration.ofSeconds(60), made -> {}))
        .isInstanceOfSatisfying(
            RenderingException.class, e -> assertThat(e.failure()).isEqualTo(Failure.IMAGE));
  }
}
