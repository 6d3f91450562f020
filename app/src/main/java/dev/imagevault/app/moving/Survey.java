package dev.imagevault.app.moving;

import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known of a source before anything of it is imported.
 *
 * @param count how many images it lists
 * @param greatest of their ids, where they are ids of images here; empty if none is
 * @param firstKeys of some objects
 * @param ownKey a key that an object of ours has; empty if there is none
 */
record Survey(
    long count, Optional<ImageId> greatest, List<String> firstKeys, Optional<String> ownKey) {

  private static final int FIRST = 10;

  /**
   * Returns it, after a look at all of the source.
   *
   * @param isOurs whether the bucket is ours and has an object of this key
   */
  static Survey of(ImportSource source, Predicate<ObjectKey> isOurs) throws Exception {
    Counting counting = new Counting();
    source.read(
        page -> {
          for (SourceImage image : page) {
            counting.add(image, isOurs);
          }
        });
    return new Survey(
        counting.count, counting.greatest, List.copyOf(counting.firstKeys), counting.ownKey);
  }

  private static final class Counting {
    private long count;
    private Optional<ImageId> greatest = Optional.empty();
    private final List<String> firstKeys = new ArrayList<>();
    private Optional<String> ownKey = Optional.empty();

    void add(SourceImage image, Predicate<ObjectKey> isOurs) {
      count++;
      greatest =
          id(image.id())
              .filter(id -> greatest.filter(most -> most.compareTo(id) >= 0).isEmpty())
              .or(() -> greatest);
      if (firstKeys.size() < FIRST && !image.key().isEmpty()) {
        firstKeys.add(image.key());
      }
      if (ownKey.isEmpty()) {
        ownKey = ObjectKey.parse(image.key()).filter(isOurs).map(ObjectKey::value);
      }
    }
  }

  /** Returns the id that this text is here; empty if none. */
  static Optional<ImageId> id(String text) {
    try {
      return Optional.of(ImageId.parse(text));
    } catch (ImageNotFoundException e) {
      return Optional.empty();
    }
  }
}
