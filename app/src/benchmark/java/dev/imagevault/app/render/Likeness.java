package dev.imagevault.app.render;

import dev.imagevault.port.Rendition;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Structural similarity of the brightness of two pictures, in windows of 8 by 8 pixels. */
final class Likeness {

  private static final int WINDOW = 8;
  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  private Likeness() {}

  /** Compares a picture with what Lanczos makes of the whole image. */
  static double of(BufferedImage whole, Rendition picture, int edge) throws IOException {
    Samples reference = Shrunk.of(whole, Integer.MAX_VALUE / 2).scaledTo(edge);
    BufferedImage is = ImageIO.read(picture.bytes().newInputStream());
    double sum = 0;
    int windows = 0;
    for (int y = 0; y + WINDOW <= reference.height(); y += WINDOW / 2) {
      for (int x = 0; x + WINDOW <= reference.width(); x += WINDOW / 2) {
        sum += window(reference, is, x, y);
        windows++;
      }
    }
    return sum / windows;
  }

  private static double window(Samples reference, BufferedImage is, int left, int top) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int y = top; y < top + WINDOW; y++) {
      for (int x = left; x < left + WINDOW; x++) {
        int at = (y * reference.width() + x) * reference.channels();
        byte[] bytes = reference.bytes();
        double wanted = luma(bytes[at] & 0xff, bytes[at + 1] & 0xff, bytes[at + 2] & 0xff);
        int rgb = is.getRGB(x, y);
        double found = luma(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
        a += wanted;
        b += found;
        aa += wanted * wanted;
        bb += found * found;
        ab += wanted * found;
      }
    }
    double n = WINDOW * WINDOW;
    double meanA = a / n;
    double meanB = b / n;
    double varA = aa / n - meanA * meanA;
    double varB = bb / n - meanB * meanB;
    double cov = ab / n - meanA * meanB;
    return (2 * meanA * meanB + C1)
        * (2 * cov + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (varA + varB + C2));
  }

  private static double luma(int red, int green, int blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
