package dev.imagevault.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import javax.imageio.ImageIO;

/** Real images, clean from the start: they are stored byte for byte. */
public final class Pictures {

  private Pictures() {}

  /** Returns a PNG of this size. */
  public static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, (x * 7) % height, 0xff8800);
    }
    return encoded(image);
  }

  /** Returns a PNG of this size that does not compress: about three bytes a pixel. */
  public static byte[] noise(int width, int height, Random random) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return encoded(image);
  }

  /** Returns a HEIC of 96 × 64 pixels, which not every browser shows. */
  public static byte[] heic() throws IOException {
    try (InputStream in = Pictures.class.getResourceAsStream("tiny.heic")) {
      return in.readAllBytes();
    }
  }

  /** Returns a PNG of this size, all black at one bit a pixel, so that it has few bytes. */
  public static byte[] black(int width, int height) throws IOException {
    return encoded(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY));
  }

  private static byte[] encoded(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
