package dev.imagevault.domain;

/**
 * Where a page of a user's images begins. It selects a position only: whether there is an image at
 * it, and whose that would be, makes no difference.
 *
 * @param below the page has only images whose id is smaller, positive
 */
public record ImageCursor(long below) {

  /** Before the newest image. */
  public static final ImageCursor NEWEST = new ImageCursor(Long.MAX_VALUE);

  /** Refuses what is not positive. */
  public ImageCursor {
    if (below < 1) {
      throw new IllegalArgumentException("a cursor is positive, not " + below);
    }
  }

  /** Returns the position behind the image with this id, in a listing with the newest first. */
  public static ImageCursor below(ImageId id) {
    return new ImageCursor(id.value());
  }

  /** Returns the id in decimal digits. */
  @Override
  public String toString() {
    return Long.toString(below);
  }
}
