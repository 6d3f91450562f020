package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the store's listing with the repository's records, both in the order of keys, side by
 * side: memory does not grow with their number. Neither is a snapshot, so that what seems amiss is
 * looked at once more, by itself, before it counts.
 */
final class Reconciliation {

  private static final int PAGE = 500;
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final Instant settledBefore;
  private final Consumer<Discrepancy> found;
  private final LongConsumer progress;

  private long objects;
  private long records;
  private long objectsWithoutRecord;
  private long recordsWithoutObject;

  Reconciliation(
      ImageStorage storage,
      ImageRepository repository,
      Instant settledBefore,
      Consumer<Discrepancy> found,
      LongConsumer progress) {
    this.storage = storage;
    this.repository = repository;
    this.settledBefore = settledBefore;
    this.found = found;
    this.progress = progress;
  }

  ReconcileReport compare() {
    try (Stream<ListedObject> listing = storage.list(ObjectKey.PREFIX)) {
      Cursor<ListedObject> listed = new Cursor<>(objectsOfOurs(listing));
      Cursor<Image> recorded = new Cursor<>(new Records());
      while (listed.current != null || recorded.current != null) {
        int order = order(listed.current, recorded.current);
        if (order < 0) {
          judgeObject(listed.take());
        } else if (order > 0) {
          judgeRecord(recorded.take());
        } else {
          listed.take();
          recorded.take();
          objects++;
          records++;
        }
        progress.accept(objects + records);
      }
    }
    return new ReconcileReport(
        objects, records, objectsWithoutRecord, recordsWithoutObject, 0, false);
  }

  /** What is absent comes after everything. */
  private static int order(@Nullable ListedObject object, @Nullable Image image) {
    if (object == null || image == null) {
      return object == null ? 1 : -1;
    }
    return object.key().compareTo(image.original().key().value());
  }

  private void judgeObject(ListedObject object) {
    objects++;
    ObjectKey key = new ObjectKey(object.key());
    if (object.lastModified().isBefore(settledBefore)
        && repository.findByKey(key).isEmpty()
        && isStored(key)) {
      objectsWithoutRecord++;
      found.accept(new Discrepancy(Discrepancy.Kind.OBJECT_WITHOUT_RECORD, key));
    }
  }

  private void judgeRecord(Image image) {
    records++;
    if (image.createdAt().isBefore(settledBefore)
        && image.status() == ImageStatus.READY
        && !isStored(image.original().key())
        && isReady(image.original().key())) {
      recordsWithoutObject++;
      found.accept(new Discrepancy(Discrepancy.Kind.RECORD_WITHOUT_OBJECT, image.original().key()));
    }
  }

  private boolean isReady(ObjectKey key) {
    return repository.findByKey(key).filter(i -> i.status() == ImageStatus.READY).isPresent();
  }

  private boolean isStored(ObjectKey key) {
    Optional<StoredObject> object = storage.open(key);
    if (object.isPresent()) {
      try {
        object.get().close();
      } catch (IOException e) {
        throw new BackEndException(
            BackEndException.BackEnd.STORAGE,
            BackEndException.Failure.UNKNOWN,
            "The object could not be closed: " + key,
            e);
      }
    }
    return object.isPresent();
  }

  ReconcileReport repair(OptionalLong allowed) {
    ReconcileReport seen = compare();
    boolean refused =
        allowed.isPresent() ? seen.discrepancies() > allowed.getAsLong() : seen.isSuspicious();
    if (seen.discrepancies() == 0 || refused) {
      return seen.withRepairs(0, refused);
    }
    LongAdder repaired = new LongAdder();
    Consumer<Discrepancy> repair =
        discrepancy -> {
          if (repaired.sum() < seen.discrepancies()) {
            repair(discrepancy);
            repaired.increment();
          }
        };
    // They are found anew instead of remembered: there may be as many as there are images.
    ReconcileReport unused =
        new Reconciliation(storage, repository, settledBefore, repair, items -> {}).compare();
    return seen.withRepairs(repaired.sum(), false);
  }

  /** The discrepancy is gone. What has come right meanwhile is not touched. */
  private void repair(Discrepancy discrepancy) {
    Optional<Image> image = repository.findByKey(discrepancy.key());
    switch (discrepancy.kind()) {
      case OBJECT_WITHOUT_RECORD -> {
        if (image.isEmpty()) {
          storage.delete(discrepancy.key(), DELETE_TIMEOUT);
        }
      }
      case RECORD_WITHOUT_OBJECT -> {
        // The sweep does the rest, as with every image that was deleted.
        Optional<Image> unused = image.flatMap(i -> repository.delete(i.owner(), i.id()));
      }
    }
  }

  private static Iterator<ListedObject> objectsOfOurs(Stream<ListedObject> listing) {
    return listing.filter(object -> ObjectKey.parse(object.key()).isPresent()).iterator();
  }

  /** An iterator with its next element in view. */
  private static final class Cursor<T> {

    private final Iterator<T> rest;
    private @Nullable T current;

    Cursor(Iterator<T> rest) {
      this.rest = rest;
      this.current = rest.hasNext() ? rest.next() : null;
    }

    T take() {
      T taken = current;
      if (taken == null) {
        throw new NoSuchElementException();
      }
      current = rest.hasNext() ? rest.next() : null;
      return taken;
    }
  }

  /** All records, in the order of their keys, page by page. */
  private final class Records implements Iterator<Image> {

    private List<Image> page = repository.pageByKey("", PAGE);
    private int next;

    @Override
    public boolean hasNext() {
      if (next == page.size() && !page.isEmpty()) {
        page = repository.pageByKey(page.get(next - 1).original().key().value(), PAGE);
        next = 0;
      }
      return next < page.size();
    }

    @Override
    public Image next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.get(next++);
    }
  }
}
