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
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
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
 * A repository in memory, with its variants. It never fails and forgets everything with the
 * process. Thread-safe: every method, also of the variants, holds the one lock, which is this.
 */
public final class InMemoryImageRepository implements ImageRepository {

  /** In which who deleted an image may finish it before a sweep does. */
  private static final Duration HEAD_START = Duration.ofSeconds(5);

  final TreeMap<ImageId, Row> rows = new TreeMap<>();
  private final InMemoryRenderingQueue renderings = new InMemoryRenderingQueue(this);
  private final InMemoryVariantRepository variants =
      new InMemoryVariantRepository(this, renderings);
  private final Clock clock;
  private final InMemoryUploadRepository uploads = new InMemoryUploadRepository(this);
  private final InMemoryImportRepository imports = new InMemoryImportRepository(this);
  private long lastId;

  /**
   * An empty repository.
   *
   * @param clock judges all ages and leases
   */
  public InMemoryImageRepository(Clock clock) {
    this.clock = clock;
  }

  /** Returns the variants of its images. */
  public VariantRepository variants() {
    return variants;
  }

  /** Returns which of its images wait for variants. */
  public RenderingQueue renderings() {
    return renderings;
  }

  /** Returns the direct uploads beside these images. */
  public UploadRepository uploads() {
    return uploads;
  }

  /** Returns where imports of images take turns. */
  public ImportRepository imports() {
    return imports;
  }

  /** Returns an id that was never used before. */
  ImageId nextId() {
    return new ImageId(++lastId);
  }

  /** Ids that are used from now on are greater than this one. */
  void moveIdsPast(ImageId greatest) {
    lastId = Math.max(lastId, greatest.value());
  }

  @Override
  public synchronized Image insert(NewImage image, Quota quota) {
    if (findByKey(image.original().key()).isPresent()) {
      throw alreadyRecorded(image.original().key());
    }
    Optional<Row> holder = image.idempotencyKey().flatMap(key -> holder(image.owner(), key));
    if (holder.isPresent() && holder.get().isRepeatedBy(image, now())) {
      holder.get().givenToRepeat = true;
      return holder.get().image;
    }
    // Whose time is over gives its key and its place up, but only to what is then recorded.
    quota.requireRoom(usage(image.owner(), holder), image.original().size());
    holder.ifPresent(row -> row.giveWay(now()));
    Row row = new Row(nextId(), image, now());
    rows.put(row.image.id(), row);
    return row.image;
  }

  private Optional<Row> holder(OwnerId owner, IdempotencyKey key) {
    return rows.values().stream()
        .filter(row -> row.image.owner().equals(owner))
        .filter(row -> row.idempotencyKey.equals(Optional.of(key)))
        .findFirst();
  }

  @Override
  public synchronized Usage usage(OwnerId owner) {
    return usage(owner, Optional.empty());
  }

  private Usage usage(OwnerId owner, Optional<Row> givingWay) {
    List<Image> counted =
        rows.values().stream()
            .filter(row -> row.isReady() || !givingWay.equals(Optional.of(row)))
            .map(row -> row.image)
            .filter(image -> image.owner().equals(owner))
            .filter(image -> image.status() != ImageStatus.DELETING)
            .toList();
    Usage prepared = uploads.usage(owner);
    return new Usage(
        prepared.images() + counted.size(),
        prepared.bytes() + counted.stream().mapToLong(image -> image.original().size()).sum());
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
      renderings.enqueue(row);
    }
    return Optional.of(row.image);
  }

  @Override
  public synchronized void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    Row row = row(owner, id);
    if (row == null) {
      return;
    }
    if (row.image.status() == ImageStatus.PENDING || row.isReady() && !row.givenToRepeat) {
      row.delete(now(), Duration.ZERO, putIsOver);
    }
  }

  /** The owner's image, if PENDING, is DELETING. */
  void withdrawPending(OwnerId owner, ImageId id) {
    if (isPending(owner, id)) {
      withdraw(owner, id, false);
    }
  }

  boolean isPending(OwnerId owner, ImageId id) {
    Row row = row(owner, id);
    return row != null && row.image.status() == ImageStatus.PENDING;
  }

  /** Returns the owner's image, if READY, which {@link #withdraw} leaves alone from now on. */
  Optional<Image> giveToRepeat(OwnerId owner, ImageId id) {
    Optional<Row> ready = readyRow(owner, id);
    ready.ifPresent(row -> row.givenToRepeat = true);
    return ready.map(row -> row.image);
  }

  @Override
  public synchronized Optional<Image> delete(OwnerId owner, ImageId id) {
    return readyRow(owner, id)
        .map(
            row -> {
              row.delete(now(), HEAD_START, true);
              return row.image;
            });
  }

  @Override
  public synchronized int deleteAll(OwnerId owner) {
    uploads.withdrawAll(owner);
    int ready = 0;
    for (Row row : rows.values()) {
      if (row.image.owner().equals(owner) && row.image.status() != ImageStatus.DELETING) {
        ready += row.isReady() ? 1 : 0;
        row.delete(now(), Duration.ZERO, false);
        row.withdrawnByOwner = true;
      }
    }
    return ready;
  }

  @Override
  public synchronized void remove(Collection<Image> images) {
    for (Image image : images) {
      Row row = row(image.owner(), image.id());
      if (row != null
          && row.image.original().key().equals(image.original().key())
          && row.image.status() == ImageStatus.DELETING
          && row.variants.isEmpty()) {
        rows.remove(image.id());
      }
    }
  }

  @Override
  public synchronized Optional<Image> find(OwnerId owner, ImageId id) {
    return readyRow(owner, id).map(row -> row.image);
  }

  @Nullable Row row(OwnerId owner, ImageId id) {
    Row row = rows.get(id);
    return row != null && row.image.owner().equals(owner) ? row : null;
  }

  Optional<Row> readyRow(OwnerId owner, ImageId id) {
    return Optional.ofNullable(row(owner, id)).filter(Row::isReady);
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
        .filter(row -> row.deletion.isDue(row.image.status(), now, olderThan))
        .sorted(Comparator.comparing(row -> row.deletion.dueAt()))
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

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static BackEndException alreadyRecorded(ObjectKey key) {
    return new BackEndException(
        BackEndException.BackEnd.DATABASE,
        BackEndException.Failure.REFUSED,
        "The object key is already recorded: " + key,
        null);
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a limit is between 1 and 1000, not " + limit);
    }
  }
}
