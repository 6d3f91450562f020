package dev.imagevault.domain;

import java.util.List;
import java.util.Optional;

/**
 * Some of a user's images, newest first.
 *
 * @param images at most as many as were asked for
 * @param next where the next page begins: the id to pass as {@code before}; empty when nothing
 *     follows
 */
public record ImagePage(List<Image> images, Optional<ImageId> next) {

  /** Keeps a copy of the list that nobody can change. */
  public ImagePage {
    images = List.copyOf(images);
  }
}
