package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.port.Rendition;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Small files that show one picture: four fields, each of one colour, 64 by 48 pixels. */
final class Pictures {

  /** From the upper left to the lower right. */
  static final List<Integer> COLOURS = List.of(0x53c168, 0xc83c28, 0x283cc8, 0xdcdcd2);

  static final List<Integer> GREYS = List.of(0xa3a3a3, 0x585858, 0x414141, 0xdbdbdb);

  static final int WIDTH = 64;
  static final int HEIGHT = 48;

  /** Files in these colours. */
  static final List<String> COLOURED =
      List.of(
          "turned-1.jpg",
          "turned-2.jpg",
          "turned-3.jpg",
          "turned-4.jpg",
          "turned-5.jpg",
          "turned-6.jpg",
          "turned-7.jpg",
          "turned-8.jpg",
          "progressive.jpg",
          "p3.jpg",
          "adobe.jpg",
          "truecolour.png",
          "palette.png",
          "deep.png",
          "still.gif",
          "film.gif",
          "still.webp",
          "film.webp",
          "still.avif",
          "turned.avif",
          "still.heic");

  static final List<String> GREY = List.of("grey.jpg", "grey.png", "grey16.png");

  /** Files of which the right half is transparent. */
  static final List<String> TRANSPARENT = List.of("alpha.png", "alpha.webp", "alpha.avif");

  private Pictures() {}

  static InputStream open(String name) {
    InputStream file = Pictures.class.getResourceAsStream("pictures/" + name);
    assertNotNull(file, name);
    return file;
  }

  static ImageFormat formatOf(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return List.of(ImageFormat.values()).stream()
        .filter(format -> format.extension().equals(extension))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the pixels of a JPEG or PNG. */
  static BufferedImage decode(Rendition rendition) {
    try {
      BufferedImage image = ImageIO.read(rendition.bytes().newInputStream());
      assertNotNull(image, "V4: a decoder reads the " + rendition.format());
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JDK takes grey for brightness and would make it lighter. */
  private static int colour(BufferedImage image, int x, int y) {
    boolean grey = image.getRaster().getNumBands() == 1;
    return grey ? image.getRaster().getSample(x, y, 0) * 0x010101 : image.getRGB(x, y);
  }

  /** Asserts the colours of the four fields in their middles, give or take what a codec changes. */
  static void assertShows(List<Integer> colours, BufferedImage image, int tolerance, String what) {
    for (int field = 0; field < 4; field++) {
      int x = image.getWidth() * (1 + 2 * (field % 2)) / 4;
      int y = image.getHeight() * (1 + 2 * (field / 2)) / 4;
      int is = colour(image, x, y);
      int wanted = colours.get(field);
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = Math.abs((is >> shift & 0xff) - (wanted >> shift & 0xff));
        assertTrue(
            difference <= tolerance,
            String.format("%s, field %d is #%06x, not #%06x", what, field, is & 0xffffff, wanted));
      }
    }
  }
}
