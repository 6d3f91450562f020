package dev.imagevault.domain;

/**
 * How a picture is wanted.
 *
 * @param edge the most pixels of its longer edge, {@link #MIN_EDGE} to {@link #MAX_EDGE}
 * @param encoding what it is written as
 */
public record RenditionSpec(int edge, Encoding encoding) {

  /** Smaller, and there is nothing to see. */
  public static final int MIN_EDGE = 16;

  /** As many as a large screen has. */
  public static final int MAX_EDGE = 4096;

  /** What a picture is written as. */
  public enum Encoding {
    /** JPEG, unless the image has transparency: then WebP or PNG, whichever can be written. */
    BEST,
    /** JPEG; what is transparent becomes white. */
    JPEG,
    /** WebP. Not every renderer can write it. */
    WEBP
  }

  /** Refuses an edge outside the range. */
  public RenditionSpec {
    if (edge < MIN_EDGE || edge > MAX_EDGE) {
      throw new IllegalArgumentException(
          "the edge is between " + MIN_EDGE + " and " + MAX_EDGE + " pixels, not " + edge);
    }
  }

  /**
   * Returns the size of a picture of this image: never larger than it, and each side at least 1.
   */
  public Size of(int width, int height) {
    double scale = Math.min(1, (double) edge / Math.max(width, height));
    return new Size(scaled(width, scale), scaled(height, scale));
  }

  private static int scaled(int side, double scale) {
    return Math.max(1, (int) Math.round(side * scale));
  }

  /**
   * How large a picture is.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public record Size(int width, int height) {}
}
