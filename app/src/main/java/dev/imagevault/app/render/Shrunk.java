package dev.imagevault.app.render;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Averages squares of pixels, which is fast, as far as what is left is enough for what is wanted.
 */
final class Shrunk {

  /** Less, and squares would be seen in the picture. */
  private static final double SPARE = 1.25;

  private final Raster raster;
  private final int[] palette;
  private final int channels;
  private final byte[] row;
  private @Nullable Object stored;

  private Shrunk(BufferedImage image) throws IOException {
    raster = image.getRaster();
    boolean alpha = image.getColorModel().hasAlpha();
    channels = alpha ? 4 : 3;
    row = new byte[raster.getWidth() * channels];
    palette =
        image.getColorModel() instanceof IndexColorModel colours ? colours(colours) : new int[0];
    int bands = raster.getNumBands();
    if (palette.length == 0 && (bands > 4 || (bands % 2 == 0) != alpha)) {
      throw new IOException("its colours are of a kind that is not rendered");
    }
  }

  private static int[] colours(IndexColorModel model) {
    int[] colours = new int[model.getMapSize()];
    model.getRGBs(colours);
    return colours;
  }

  static Samples of(BufferedImage image, int edge) throws IOException {
    int larger = Math.max(image.getWidth(), image.getHeight());
    return new Shrunk(image).by(Math.max(1, (int) (larger / (SPARE * edge))));
  }

  private Samples by(int factor) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int toWidth = (width + factor - 1) / factor;
    int toHeight = (height + factor - 1) / factor;
    byte[] bytes = new byte[toWidth * toHeight * channels];
    int[] sums = new int[toWidth * channels];
    for (int toY = 0, at = 0; toY < toHeight; toY++) {
      Arrays.fill(sums, 0);
      int rows = Math.min(factor, height - toY * factor);
      for (int i = 0; i < rows; i++) {
        add(read(toY * factor + i), factor * channels, sums);
      }
      for (int i = 0; i < sums.length; i++, at++) {
        int count = rows * Math.min(factor, width - i / channels * factor);
        bytes[at] = (byte) ((sums[i] + count / 2) / count);
      }
    }
    return new Samples(width, height, toWidth, toHeight, channels, bytes);
  }

  /** Adds so many samples of a row to each sum: where most of the time goes. */
  private void add(byte[] row, int many, int[] sums) {
    int step = channels;
    for (int to = 0, from = 0; to < sums.length; to += step) {
      int end = Math.min(row.length, from + many);
      int red = 0;
      int green = 0;
      int blue = 0;
      int alpha = 0;
      for (; from < end; from += step) {
        red += row[from] & 0xff;
        green += row[from + 1] & 0xff;
        blue += row[from + 2] & 0xff;
        if (step == 4) {
          alpha += row[from + 3] & 0xff;
        }
      }
      sums[to] += red;
      sums[to + 1] += green;
      sums[to + 2] += blue;
      if (step == 4) {
        sums[to + 3] += alpha;
      }
    }
  }

  /** Returns a row as {@link Samples} has it, until the next call. */
  private byte[] read(int y) {
    stored = raster.getDataElements(0, y, raster.getWidth(), 1, stored);
    byte[] bytes = bytes(stored);
    int bands = raster.getNumBands();
    if (bands == 3) {
      return bytes;
    }
    int green = bands < 3 ? 0 : 1;
    for (int from = 0, to = 0; from < bytes.length; from += bands, to += channels) {
      int alpha = bytes[from + bands - 1] & 0xff;
      int colour;
      if (palette.length > 0) {
        colour = palette[Math.min(bytes[from] & 0xff, palette.length - 1)];
        alpha = colour >>> 24;
      } else {
        colour =
            (bytes[from] & 0xff) << 16
                | (bytes[from + green] & 0xff) << 8
                | bytes[from + 2 * green] & 0xff;
      }
      int opacity = channels == 4 ? alpha : 255;
      row[to] = (byte) (((colour >> 16 & 0xff) * opacity + 127) / 255);
      row[to + 1] = (byte) (((colour >> 8 & 0xff) * opacity + 127) / 255);
      row[to + 2] = (byte) (((colour & 0xff) * opacity + 127) / 255);
      if (channels == 4) {
        row[to + 3] = (byte) alpha;
      }
    }
    return row;
  }

  /** Returns the upper half of what has 16 bits. */
  private static byte[] bytes(Object stored) {
    if (stored instanceof byte[] bytes) {
      return bytes;
    }
    short[] deep = (short[]) stored;
    byte[] bytes = new byte[deep.length];
    for (int i = 0; i < deep.length; i++) {
      bytes[i] = (byte) (deep[i] >>> 8);
    }
    return bytes;
  }
}
