package dev.imagevault.domain;

import java.util.List;
import java.util.Optional;

/**
 * Some of a user's images, newest first.
 *
 * @param images at most as many as were asked for
 * @param next where the next page begins; empty when nothing follows
 */
public record ImagePage(List<Image> images, Optional<ImageCursor> next) {

  /** Keeps a copy of the list that nobody can change. */
  public ImagePage {
    images = List.copyOf(images);
  }

  /**
   * Returns the page that one more image than it may have tells of.
   *
   * @param found newest first, {@code limit + 1} at the most
   */
  public static ImagePage of(List<Image> found, int limit) {
    return found.size() <= limit
        ? new ImagePage(found, Optional.empty())
        : new ImagePage(
            found.subList(0, limit), Optional.of(ImageCursor.below(found.get(limit - 1).id())));
  }
}
