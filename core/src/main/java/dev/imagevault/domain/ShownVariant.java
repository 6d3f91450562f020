package dev.imagevault.domain;

import java.util.Optional;

/**
 * What can be said of a variant to whom the image belongs.
 *
 * @param name what it is called
 * @param state whether it can be seen, and if not, why
 * @param object the picture, if READY; else empty
 */
public record ShownVariant(VariantName name, State state, Optional<ImageObject> object) {

  /** Whether a variant can be seen. */
  public enum State {
    /** It is there. */
    READY,
    /** It is going to be made. */
    PENDING,
    /** This image cannot be rendered. */
    FAILED,
    /** Nobody who is at work renders its format. */
    UNAVAILABLE
  }
}
