package dev.imagevault.app.render;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;

/**
 * Averages squares of pixels, which is fast, as far as what is left is enough for what is wanted.
 */
final class Shrunk {

  /** Less, and squares would be seen in the picture. */
  private static final double SPARE = 1.25;

  private final Raster raster;
  private final int[] palette;
  private final int channels;

  private Shrunk(BufferedImage image) throws IOException {
    raster = image.getRaster();
    boolean alpha = image.getColorModel().hasAlpha();
    channels = alpha ? 4 : 3;
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
    int[] row = new int[width * channels];
    int[] sums = new int[toWidth * channels];
    for (int toY = 0, at = 0; toY < toHeight; toY++) {
      Arrays.fill(sums, 0);
      int rows = Math.min(factor, height - toY * factor);
      for (int i = 0; i < rows; i++) {
        read(toY * factor + i, row);
        for (int x = 0, from = 0; x < width; x++) {
          int to = x / factor * channels;
          for (int channel = 0; channel < channels; channel++) {
            sums[to + channel] += row[from++];
          }
        }
      }
      for (int i = 0; i < sums.length; i++, at++) {
        int count = rows * Math.min(factor, width - i / channels * factor);
        bytes[at] = (byte) ((sums[i] + count / 2) / count);
      }
    }
    return new Samples(width, height, toWidth, toHeight, channels, bytes);
  }

  /** Reads a row as {@link Samples} has it. */
  private void read(int y, int[] row) {
    byte[] stored = bytes(raster.getDataElements(0, y, raster.getWidth(), 1, null));
    int bands = raster.getNumBands();
    int green = bands < 3 ? 0 : 1;
    for (int from = 0, to = 0; from < stored.length; from += bands, to += channels) {
      int alpha = stored[from + bands - 1] & 0xff;
      if (palette.length > 0) {
        int colour = palette[Math.min(stored[from] & 0xff, palette.length - 1)];
        row[to] = colour >> 16 & 0xff;
        row[to + 1] = colour >> 8 & 0xff;
        row[to + 2] = colour & 0xff;
        alpha = colour >>> 24;
      } else {
        row[to] = stored[from] & 0xff;
        row[to + 1] = stored[from + green] & 0xff;
        row[to + 2] = stored[from + 2 * green] & 0xff;
      }
      if (channels == 4) {
        row[to] = (row[to] * alpha + 127) / 255;
        row[to + 1] = (row[to + 1] * alpha + 127) / 255;
        row[to + 2] = (row[to + 2] * alpha + 127) / 255;
        row[to + 3] = alpha;
      }
    }
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
