package dev.imagevault;

import dev.imagevault.Records.Recorded;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
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

  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final Optional<VariantRepository> variants;
  private final Optional<UploadRepository> uploads;
  private final Records records;
  private final Instant settledBefore;
  private final Consumer<Discrepancy> found;
  private final LongConsumer progress;

  private long objectsSeen;
  private long recordsSeen;
  private long objectsWithoutRecord;
  private long recordsWithoutObject;

  Reconciliation(
      ImageStorage storage,
      ImageRepository repository,
      Optional<VariantRepository> variants,
      Optional<UploadRepository> uploads,
      Instant settledBefore,
      Consumer<Discrepancy> found,
      LongConsumer progress) {
    this.storage = storage;
    this.repository = repository;
    this.variants = variants;
    this.uploads = uploads;
    this.records = new Records(repository, variants);
    this.settledBefore = settledBefore;
    this.found = found;
    this.progress = progress;
  }

  ReconcileReport compare() {
    if (uploads.isPresent()) {
      compareIncoming();
    }
    try (Stream<ListedObject> listing = storage.list(ObjectKey.PREFIX)) {
      Cursor<ListedObject> listed = new Cursor<>(objectsOfOurs(listing));
      Cursor<Recorded> recorded = new Cursor<>(records.inOrder());
      while (listed.current != null || recorded.current != null) {
        int order = order(listed.current, recorded.current);
        if (order < 0) {
          judgeObject(listed.take());
        } else if (order > 0) {
          judgeRecord(recorded.take());
        } else {
          listed.take();
          recorded.take();
          objectsSeen++;
          recordsSeen++;
        }
        progress.accept(objectsSeen + recordsSeen);
      }
    }
    return new ReconcileReport(
        objectsSeen, recordsSeen, objectsWithoutRecord, recordsWithoutObject, 0, false);
  }

  /** A direct upload is recorded long before a client can send anything. */
  private void compareIncoming() {
    try (Stream<ListedObject> listing = storage.list(ObjectKey.INCOMING)) {
      objectsOfOurs(listing)
          .forEachRemaining(
              object -> {
                judgeObject(object);
                progress.accept(objectsSeen + recordsSeen);
              });
    }
  }

  /** What is absent comes after everything. */
  private static int order(@Nullable ListedObject object, @Nullable Recorded record) {
    if (object == null || record == null) {
      return object == null ? 1 : -1;
    }
    return object.key().compareTo(record.key().value());
  }

  private void judgeObject(ListedObject object) {
    objectsSeen++;
    ObjectKey key = new ObjectKey(object.key());
    if (object.lastModified().isBefore(settledBefore) && isUnknown(key) && isStored(key)) {
      objectsWithoutRecord++;
      found.accept(new Discrepancy(Discrepancy.Kind.OBJECT_WITHOUT_RECORD, key));
    }
  }

  private void judgeRecord(Recorded record) {
    recordsSeen++;
    if (record.createdAt().isBefore(settledBefore)
        && record.status() == ImageStatus.READY
        && !isStored(record.key())
        && records
            .find(record.key())
            .filter(now -> now.status() == ImageStatus.READY)
            .isPresent()) {
      recordsWithoutObject++;
      found.accept(new Discrepancy(Discrepancy.Kind.RECORD_WITHOUT_OBJECT, record.key()));
    }
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
        new Reconciliation(
                storage, repository, variants, uploads, settledBefore, repair, items -> {})
            .compare();
    return seen.withRepairs(repaired.sum(), false);
  }

  /** The discrepancy is gone. What has come right meanwhile is not touched. */
  private void repair(Discrepancy discrepancy) {
    ObjectKey key = discrepancy.key();
    switch (discrepancy.kind()) {
      case OBJECT_WITHOUT_RECORD -> {
        if (isUnknown(key)) {
          storage.delete(key, DELETE_TIMEOUT);
        }
      }
      case RECORD_WITHOUT_OBJECT -> {
        // The sweep does the rest, as with every image that was deleted.
        if (key.isVariant()) {
          variants.ifPresent(of -> of.findByKey(key).ifPresent(of::lose));
        } else {
          Optional<Image> unused =
              repository.findByKey(key).flatMap(i -> repository.delete(i.owner(), i.id()));
        }
      }
    }
  }

  private boolean isUnknown(ObjectKey key) {
    return key.isIncoming()
        ? uploads.filter(known -> known.isKnown(key)).isEmpty()
        : records.find(key).isEmpty();
  }

  /** Variants are looked at by vaults that have them: nobody else knows their records. */
  private Iterator<ListedObject> objectsOfOurs(Stream<ListedObject> listing) {
    return listing
        .filter(
            object ->
                ObjectKey.parse(object.key())
                    .filter(key -> variants.isPresent() || !key.isVariant())
                    .isPresent())
        .iterator();
  }
}
