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
    byte[] scaled = vertically(horizontally(toWidth), toWidth * channels, toHeight);
    return new Samples(originalWidth, originalHeight, toWidth, toHeight, channels, scaled);
  }

  private float[] horizontally(int toWidth) {
    float[] narrow = new float[toWidth * height * channels];
    Lanczos lanczos = new Lanczos(width, toWidth);
    for (int x = 0; x < toWidth; x++) {
      float[] weights = lanczos.weights[x];
      for (int y = 0; y < height; y++) {
        int to = (y * toWidth + x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          int from = (y * width + lanczos.first[x]) * channels + channel;
          float sum = 0;
          for (int i = 0; i < weights.length; i++, from += channels) {
            sum += weights[i] * (bytes[from] & 0xff);
          }
          narrow[to + channel] = sum;
        }
      }
    }
    return narrow;
  }

  private byte[] vertically(float[] narrow, int row, int toHeight) {
    byte[] scaled = new byte[row * toHeight];
    float[] sums = new float[row];
    Lanczos lanczos = new Lanczos(height, toHeight);
    for (int y = 0; y < toHeight; y++) {
      Arrays.fill(sums, 0.5f);
      int from = lanczos.first[y] * row;
      for (float weight : lanczos.weights[y]) {
        for (int x = 0; x < row; x++) {
          sums[x] += weight * narrow[from + x];
        }
        from += row;
      }
      for (int x = 0; x < row; x++) {
        scaled[y * row + x] = (byte) Math.max(0, Math.min(255, (int) sums[x]));
      }
    }
    return scaled;
  }
}
