package dev.imagevault.domain;

/**
 * One object of the store that shows an image: the original, as it was uploaded and cleaned.
 *
 * @param key where it lies
 * @param mediaType what its content is
 * @param size in bytes, positive
 * @param width in pixels, as shown: after orientation; positive
 * @param height in pixels, as shown: after orientation; positive
 */
public record ImageObject(ObjectKey key, MediaType mediaType, long size, int width, int height) {

  /** Refuses sizes and dimensions that are not positive. */
  public ImageObject {
    if (size < 1 || width < 1 || height < 1) {
      throw new IllegalArgumentException("an image has bytes, a width and a height");
    }
  }
}
