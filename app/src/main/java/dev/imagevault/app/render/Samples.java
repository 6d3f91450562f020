package dev.imagevault.app.render;

import java.util.Arrays;

/**
 * Pixels of one byte in each channel, as they are stored: not turned, in the image's own colours.
 *
 * @param originalWidth of the image that they are of
 * @param originalHeight of the image that they are of
 * @param channels 3, or 4 with alpha, by which the colours are multiplied
 * @param bytes row by row, all channels of a pixel together
 */
record Samples(
    int originalWidth, int originalHeight, int width, int height, int channels, byte[] bytes) {

  int edge() {
    return Math.max(width, height);
  }

  /** Returns a picture of the image whose longer edge is at most this: Lanczos, like libvips. */
  Samples scaledTo(int edge) {
    double scale = Math.min(1, (double) edge / Math.max(originalWidth, originalHeight));
    int toWidth = (int) Math.max(1, Math.round(originalWidth * scale));
    int toHeight = (int) Math.max(1, Math.round(originalHeight * scale));
    if (toWidth == width && toHeight == height) {
      return this;
    }
    return new Samples(
        originalWidth, originalHeight, toWidth, toHeight, channels, scaled(toWidth, toHeight));
  }

  /** Holds no more rows of the new width than one new row is made of. */
  private byte[] scaled(int toWidth, int toHeight) {
    int length = toWidth * channels;
    byte[] scaled = new byte[length * toHeight];
    Lanczos across = new Lanczos(width, toWidth);
    Lanczos down = new Lanczos(height, toHeight);
    int most = Arrays.stream(down.weights).mapToInt(weights -> weights.length).max().orElseThrow();
    float[][] narrow = new float[most][length];
    float[] sums = new float[length];
    for (int y = 0, next = 0; y < toHeight; y++) {
      float[] weights = down.weights[y];
      int first = down.first[y];
      for (; next < first + weights.length; next++) {
        narrow(next, across, narrow[next % most]);
      }
      Arrays.fill(sums, 0.5f);
      for (int i = 0; i < weights.length; i++) {
        add(narrow[(first + i) % most], weights[i], sums);
      }
      for (int x = 0; x < length; x++) {
        scaled[y * length + x] = (byte) Math.max(0, Math.min(255, (int) sums[x]));
      }
    }
    return scaled;
  }

  private void narrow(int y, Lanczos across, float[] row) {
    for (int x = 0, to = 0; x < across.first.length; x++) {
      float[] weights = across.weights[x];
      for (int channel = 0; channel < channels; channel++, to++) {
        int from = (y * width + across.first[x]) * channels + channel;
        float sum = 0;
        for (float weight : weights) {
          sum += weight * (bytes[from] & 0xff);
          from += channels;
        }
        row[to] = sum;
      }
    }
  }

  private static void add(float[] row, float weight, float[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += weight * row[x];
    }
  }
}
