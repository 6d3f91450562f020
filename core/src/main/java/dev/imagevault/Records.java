package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Variant;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.VariantRepository;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The records of all objects, originals and variants, as {@link Reconciliation} looks at them. */
final class Records {

  private static final int PAGE = 500;

  private final ImageRepository images;
  private final Optional<VariantRepository> variants;

  Records(ImageRepository images, Optional<VariantRepository> variants) {
    this.images = images;
    this.variants = variants;
  }

  /**
   * The record of an object.
   *
   * @param status of the image or the variant
   * @param createdAt when its upload or its rendering began, or later
   */
  record Recorded(ObjectKey key, ImageStatus status, Instant createdAt) {

    private static Recorded of(Image image) {
      return new Recorded(image.original().key(), image.status(), image.createdAt());
    }

    private static Recorded of(Variant variant) {
      // It became READY after its put: from then on it has an object, however young it is.
      return new Recorded(variant.object().key(), variant.status(), Instant.EPOCH);
    }
  }

  /** Returns the record of the object with this key, if there is one. */
  Optional<Recorded> find(ObjectKey key) {
    return key.isVariant()
        ? variants.flatMap(of -> of.findByKey(key)).map(Recorded::of)
        : images.findByKey(key).map(Recorded::of);
  }

  /** Returns all of them, in the order of their keys. */
  Iterator<Recorded> inOrder() {
    Iterator<Recorded> originals = new Pages<>(images::pageByKey, Recorded::of);
    return variants
        .<Iterator<Recorded>>map(
            of ->
                new Merged(
                    new Cursor<>(originals),
                    new Cursor<>(new Pages<>(of::pageByKey, Recorded::of))))
        .orElse(originals);
  }

  /** The records of one repository, in the order of their keys, page by page. */
  private static final class Pages<T> implements Iterator<Recorded> {

    private final BiFunction<String, Integer, List<T>> read;
    private final Function<T, Recorded> recorded;
    private List<Recorded> page = List.of();
    private int next;
    private String last = "";
    private boolean ended;

    Pages(BiFunction<String, Integer, List<T>> read, Function<T, Recorded> recorded) {
      this.read = read;
      this.recorded = recorded;
    }

    @Override
    public boolean hasNext() {
      if (next == page.size() && !ended) {
        page = read.apply(last, PAGE).stream().map(recorded).toList();
        next = 0;
        ended = page.isEmpty();
      }
      return next < page.size();
    }

    @Override
    public Recorded next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Recorded taken = page.get(next++);
      last = taken.key().value();
      return taken;
    }
  }

  /** Two orders in one. */
  private record Merged(Cursor<Recorded> first, Cursor<Recorded> second)
      implements Iterator<Recorded> {

    @Override
    public boolean hasNext() {
      return first.current != null || second.current != null;
    }

    @Override
    public Recorded next() {
      Recorded a = first.current;
      Recorded b = second.current;
      boolean isFirst = b == null || (a != null && a.key().compareTo(b.key()) < 0);
      return isFirst ? first.take() : second.take();
    }
  }
}
