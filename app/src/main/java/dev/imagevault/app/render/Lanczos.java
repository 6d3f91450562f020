package dev.imagevault.app.render;

/** How much each pixel of a line counts in each pixel of a shorter one. */
final class Lanczos {

  /** Lobes of the filter to either side. */
  private static final int LOBES = 3;

  /** For each new pixel, the first old one that counts. */
  final int[] first;

  /** For each new pixel, how much the old ones count, from the first on. */
  final float[][] weights;

  Lanczos(int from, int to) {
    first = new int[to];
    weights = new float[to][];
    double stretch = Math.max(1, (double) from / to);
    for (int at = 0; at < to; at++) {
      double centre = (at + 0.5) * from / to - 0.5;
      first[at] = (int) Math.max(0, Math.ceil(centre - LOBES * stretch));
      int last = (int) Math.min(from - 1, Math.floor(centre + LOBES * stretch));
      float[] counts = new float[last - first[at] + 1];
      float sum = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = (float) at((first[at] + i - centre) / stretch);
        sum += counts[i];
      }
      for (int i = 0; i < counts.length; i++) {
        counts[i] /= sum;
      }
      weights[at] = counts;
    }
  }

  private static double at(double x) {
    double angle = Math.PI * x;
    return x == 0 ? 1 : LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
  }
}
