package dev.imagevault.memory;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Backlog;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A repository in memory. It never fails and forgets everything with the process. Thread-safe:
 * every method holds the one lock.
 */
public final class InMemoryImageRepository implements ImageRepository {

  /** In which who deleted an image may finish it before a sweep does. */
  private static final Duration HEAD_START = Duration.ofSeconds(5);

  private final TreeMap<ImageId, Row> rows = new TreeMap<>();
  private final Clock clock;
  private long lastId;

  /**
   * An empty repository.
   *
   * @param clock judges all ages and leases
   */
  public InMemoryImageRepository(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Image insert(NewImage image, Quota quota) {
    if (findByKey(image.original().key()).isPresent()) {
      throw new BackEndException(
          BackEndException.BackEnd.DATABASE,
          BackEndException.Failure.REFUSED,
          "The object key is already recorded: " + image.original().key(),
          null);
    }
    Optional<Row> holder = image.idempotencyKey().flatMap(key -> holder(image.owner(), key));
    if (holder.isPresent() && repeats(holder.get(), image)) {
      holder.get().givenToRepeat = true;
      return holder.get().image;
    }
    quota.requireRoom(usage(image.owner()), image.original().size());
    Row row = new Row(new ImageId(++lastId), image, now());
    rows.put(row.image.id(), row);
    return row.image;
  }

  /** Returns whether the image repeats the holder of its key; frees the key where it is due. */
  private boolean repeats(Row holder, NewImage image) {
    Duration age = Duration.between(holder.image.createdAt(), now());
    if (holder.image.status() == ImageStatus.PENDING) {
      if (age.compareTo(PRESUMED_DEAD) < 0) {
        throw new ImageConflictException(
            ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS,
            "An upload with this Idempotency-Key is under way; try again in a second");
      }
      holder.delete(now(), Duration.ZERO);
      return false;
    }
    if (age.compareTo(IDEMPOTENCY_KEPT) >= 0) {
      holder.idempotencyKey = Optional.empty();
      return false;
    }
    if (!holder.image.sha256().equals(image.sha256())) {
      throw new ImageConflictException(
          ImageConflictException.Reason.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key belongs to an upload of another image; choose a new key");
    }
    return true;
  }

  private Optional<Row> holder(OwnerId owner, IdempotencyKey key) {
    return rows.values().stream()
        .filter(row -> row.image.owner().equals(owner))
        .filter(row -> row.idempotencyKey.equals(Optional.of(key)))
        .findFirst();
  }

  @Override
  public synchronized Usage usage(OwnerId owner) {
    List<Image> counted =
        images()
            .filter(image -> image.owner().equals(owner))
            .filter(image -> image.status() != ImageStatus.DELETING)
            .toList();
    return new Usage(
        counted.size(), counted.stream().mapToLong(image -> image.original().size()).sum());
  }

  @Override
  public synchronized Optional<Image> publish(OwnerId owner, ImageId id) {
    Row row = row(owner, id);
    if (row != null && row.withdrawnByOwner) {
      throw new ImageConflictException(
          ImageConflictException.Reason.WITHDRAWN,
          "All images were deleted while this upload was under way");
    }
    if (row == null || row.image.status() == ImageStatus.DELETING) {
      return Optional.empty();
    }
    if (row.image.status() == ImageStatus.PENDING) {
      row.become(ImageStatus.READY, now());
    }
    return Optional.of(row.image);
  }

  @Override
  public synchronized void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    Row row = row(owner, id);
    if (row == null) {
      return;
    }
    if (row.image.status() == ImageStatus.PENDING) {
      row.delete(now(), Duration.ZERO);
      row.putIsOver = putIsOver;
    } else if (row.image.status() == ImageStatus.READY && !row.givenToRepeat) {
      row.delete(now(), Duration.ZERO);
    }
  }

  @Override
  public synchronized Optional<Image> delete(OwnerId owner, ImageId id) {
    return readyRow(owner, id)
        .map(
            row -> {
              row.delete(now(), HEAD_START);
              return row.image;
            });
  }

  @Override
  public synchronized int deleteAll(OwnerId owner) {
    int ready = 0;
    for (Row row : rows.values()) {
      if (row.image.owner().equals(owner) && row.image.status() != ImageStatus.DELETING) {
        ready += row.image.status() == ImageStatus.READY ? 1 : 0;
        row.delete(now(), Duration.ZERO);
        row.withdrawnByOwner = true;
      }
    }
    return ready;
  }

  @Override
  public synchronized void remove(Collection<Image> images) {
    for (Image image : images) {
      Row row = row(image.owner(), image.id());
      if (row != null && row.image.status() == ImageStatus.DELETING) {
        rows.remove(image.id());
      }
    }
  }

  @Override
  public synchronized Optional<Image> find(OwnerId owner, ImageId id) {
    return readyRow(owner, id).map(row -> row.image);
  }

  private @Nullable Row row(OwnerId owner, ImageId id) {
    Row row = rows.get(id);
    return row != null && row.image.owner().equals(owner) ? row : null;
  }

  private Optional<Row> readyRow(OwnerId owner, ImageId id) {
    return Optional.ofNullable(row(owner, id))
        .filter(row -> row.image.status() == ImageStatus.READY);
  }

  @Override
  public synchronized ImagePage page(OwnerId owner, ImageCursor from, int limit) {
    requireLimit(limit);
    List<Image> found =
        images()
            .filter(image -> image.owner().equals(owner) && image.status() == ImageStatus.READY)
            .filter(image -> image.id().value() < from.below())
            .sorted(Comparator.comparing(Image::id).reversed())
            .limit(limit + 1L)
            .toList();
    return ImagePage.of(found, limit);
  }

  @Override
  public synchronized List<Claim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    requireLimit(limit);
    Instant now = now();
    return rows.values().stream()
        .filter(row -> row.isDue(now, olderThan))
        .sorted(Comparator.comparing(row -> row.nextAttemptAt))
        .limit(limit)
        .map(row -> row.claim(now, olderThan, latePut))
        .toList();
  }

  @Override
  public synchronized Backlog backlog() {
    Instant now = now();
    return new Backlog(
        count(ImageStatus.PENDING),
        count(ImageStatus.DELETING),
        images()
            .filter(image -> image.status() != ImageStatus.READY)
            .map(image -> Duration.between(image.updatedAt(), now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO));
  }

  private long count(ImageStatus status) {
    return images().filter(image -> image.status() == status).count();
  }

  @Override
  public synchronized List<Image> pageByKey(String after, int limit) {
    requireLimit(limit);
    return images()
        .filter(image -> image.original().key().value().compareTo(after) > 0)
        .sorted(Comparator.comparing(image -> image.original().key()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Image> findByKey(ObjectKey key) {
    return images().filter(image -> image.original().key().equals(key)).findFirst();
  }

  @Override
  public void ping() {
    // It is there as long as the process is.
  }

  private Stream<Image> images() {
    return rows.values().stream().map(row -> row.image);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void requireLimit(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a limit is between 1 and 1000, not " + limit);
    }
  }
}
