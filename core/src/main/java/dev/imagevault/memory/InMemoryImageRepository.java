package dev.imagevault.memory;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    if (findByKey(image.key()).isPresent()) {
      throw new BackEndException(
          BackEndException.BackEnd.DATABASE,
          BackEndException.Failure.REFUSED,
          "The object key is already recorded: " + image.key(),
          null);
    }
    Optional<Row> holder = image.idempotencyKey().flatMap(key -> holder(image.owner(), key));
    if (holder.isPresent() && repeats(holder.get(), image)) {
      holder.get().onlyItsUploaderKnows = false;
      return holder.get().image;
    }
    quota.requireRoom(usage(image.owner()), image.size());
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
    return new Usage(counted.size(), counted.stream().mapToLong(Image::size).sum());
  }

  @Override
  public synchronized Optional<Image> publish(ImageId id) {
    Row row = rows.get(id);
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
      row.onlyItsUploaderKnows = true;
    }
    return Optional.of(row.image);
  }

  @Override
  public synchronized void withdraw(ImageId id, boolean putIsOver) {
    Row row = rows.get(id);
    if (row == null) {
      return;
    }
    if (row.image.status() == ImageStatus.PENDING) {
      row.delete(now(), Duration.ZERO);
      row.putIsOver = putIsOver;
    } else if (row.image.status() == ImageStatus.READY && row.onlyItsUploaderKnows) {
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
  public synchronized void remove(ImageId id) {
    Row row = rows.get(id);
    if (row != null && row.image.status() == ImageStatus.DELETING) {
      rows.remove(id);
    }
  }

  @Override
  public synchronized Optional<Image> find(OwnerId owner, ImageId id) {
    return readyRow(owner, id).map(row -> row.image);
  }

  private Optional<Row> readyRow(OwnerId owner, ImageId id) {
    return Optional.ofNullable(rows.get(id))
        .filter(row -> row.image.owner().equals(owner))
        .filter(row -> row.image.status() == ImageStatus.READY);
  }

  @Override
  public synchronized ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
    requireLimit(limit);
    Map<ImageId, Row> below =
        before.<Map<ImageId, Row>>map(id -> rows.headMap(id, false)).orElse(rows);
    List<Image> found =
        below.values().stream()
            .map(row -> row.image)
            .filter(image -> image.owner().equals(owner) && image.status() == ImageStatus.READY)
            .sorted(Comparator.comparing(Image::id).reversed())
            .limit(limit + 1L)
            .toList();
    return found.size() <= limit
        ? new ImagePage(found, Optional.empty())
        : new ImagePage(found.subList(0, limit), Optional.of(found.get(limit - 1).id()));
  }

  @Override
  public synchronized List<Claim> claimUnfinished(Duration olderThan, int limit) {
    requireLimit(limit);
    Instant now = now();
    return rows.values().stream()
        .filter(row -> row.isDue(now, olderThan))
        .sorted(Comparator.comparing(row -> row.nextAttemptAt))
        .limit(limit)
        .map(row -> row.claim(now, olderThan))
        .toList();
  }

  @Override
  public synchronized List<Image> pageByKey(Optional<ObjectKey> after, int limit) {
    requireLimit(limit);
    return images()
        .filter(image -> after.isEmpty() || image.key().compareTo(after.get()) > 0)
        .sorted(Comparator.comparing(Image::key))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Image> findByKey(ObjectKey key) {
    return images().filter(image -> image.key().equals(key)).findFirst();
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
