package dev.imagevault.javalin;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images to upload. */
final class Pictures {

  private Pictures() {}

  /** Returns a small image. */
  static byte[] png() {
    return noise(8, 4);
  }

  /** Returns an image of at least this many bytes. */
  static byte[] png(int bytes) {
    int side = (int) Math.ceil(Math.sqrt(bytes / 3.0));
    return noise(side, side);
  }

  private static byte[] noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
