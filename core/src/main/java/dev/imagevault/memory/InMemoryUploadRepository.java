package dev.imagevault.memory;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageConflictException.Reason;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.Usage;
import dev.imagevault.memory.UploadRow.Status;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The direct uploads beside the images in memory, under the same lock. */
final class InMemoryUploadRepository implements UploadRepository {

  private final InMemoryImageRepository images;
  private final TreeMap<ObjectKey, UploadRow> rows = new TreeMap<>();

  /** No upload is recorded. */
  InMemoryUploadRepository(InMemoryImageRepository images) {
    this.images = images;
  }

  @Override
  public void insert(
      OwnerId owner, UploadId id, AnnouncedFile file, Duration timeToLive, Quota quota) {
    synchronized (images) {
      if (prepared(owner).count() >= MOST_PREPARED) {
        throw new ImageConflictException(
            Reason.TOO_MANY_UPLOADS,
            MOST_PREPARED + " uploads are prepared; complete or give up some first");
      }
      quota.requireRoom(images.usage(owner), file.size());
      rows.put(ObjectKey.incoming(owner, id), new UploadRow(file, images.now().plus(timeToLive)));
    }
  }

  @Override
  public AnnouncedFile find(OwnerId owner, UploadId id) {
    synchronized (images) {
      return row(owner, id).file;
    }
  }

  @Override
  public UploadAttempt begin(OwnerId owner, UploadId id) {
    synchronized (images) {
      UploadRow row = row(owner, id);
      if (row.refusal.isPresent()) {
        ImageRejectedException refusal = row.refusal.get();
        throw new ImageRejectedException(refusal.reason(), String.valueOf(refusal.getMessage()));
      }
      if (row.status == Status.COMPLETED) {
        return attempt(owner, id, row, Optional.of(giveToRepeat(owner, row)));
      }
      requireIdle(row);
      row.completingSince = Optional.of(images.now());
      row.attempt++;
      return attempt(owner, id, row, Optional.empty());
    }
  }

  private static UploadAttempt attempt(
      OwnerId owner, UploadId id, UploadRow row, Optional<Image> result) {
    return new UploadAttempt(owner, id, row.file, row.attempt, result);
  }

  private Image giveToRepeat(OwnerId owner, UploadRow row) {
    return row.image
        .flatMap(id -> images.giveToRepeat(owner, id))
        .orElseThrow(UploadNotFoundException::new);
  }

  @Override
  public Image record(UploadAttempt attempt, NewImage image, Quota quota) {
    synchronized (images) {
      UploadRow row = requireHeld(attempt);
      row.image.ifPresent(earlier -> images.withdrawPending(attempt.owner(), earlier));
      row.image = Optional.empty();
      Usage used = images.usage(attempt.owner());
      if (row.canBeCompleted(images.now())) {
        used = new Usage(used.images() - 1, used.bytes() - row.file.size());
      }
      quota.requireRoom(used, image.original().size());
      Image recorded = images.insert(image, Quota.UNLIMITED);
      row.image = Optional.of(recorded.id());
      return recorded;
    }
  }

  @Override
  public Image complete(UploadAttempt attempt, ImageId image) {
    synchronized (images) {
      UploadRow row = row(attempt.owner(), attempt.id());
      boolean repeated =
          row.status == Status.COMPLETED
              && row.attempt == attempt.number()
              && row.image.equals(Optional.of(image));
      if (!repeated) {
        requireHeld(attempt);
      }
      Image published =
          images.publish(attempt.owner(), image).orElseThrow(UploadGivenUpException::new);
      if (!repeated) {
        row.end(Status.COMPLETED, images.now());
      }
      return published;
    }
  }

  private UploadRow requireHeld(UploadAttempt attempt) {
    UploadRow row =
        Optional.ofNullable(rows.get(attempt.key())).orElseThrow(UploadGivenUpException::new);
    if (row.status == Status.WITHDRAWN) {
      throw new ImageConflictException(
          Reason.WITHDRAWN, "All images were deleted while this upload was under way");
    }
    if (!row.isHeldBy(attempt.number())) {
      throw new UploadGivenUpException();
    }
    return row;
  }

  @Override
  public void release(UploadAttempt attempt) {
    synchronized (images) {
      held(attempt).ifPresent(row -> row.completingSince = Optional.empty());
    }
  }

  @Override
  public void withdraw(OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {
    synchronized (images) {
      boolean shown = images.find(owner, image).isPresent();
      images.withdraw(owner, image, putIsOver);
      boolean withdrawn = shown && images.find(owner, image).isEmpty();
      Optional.ofNullable(rows.get(ObjectKey.incoming(owner, id)))
          .filter(row -> row.image.equals(Optional.of(image)))
          .filter(
              row -> row.status == Status.PREPARED || (row.status == Status.COMPLETED && withdrawn))
          .ifPresent(UploadRow::prepareAgain);
    }
  }

  @Override
  public void refuse(UploadAttempt attempt, ImageRejectedException why) {
    synchronized (images) {
      held(attempt)
          .ifPresent(
              row -> {
                row.refusal = Optional.of(why);
                row.end(Status.REFUSED, images.now());
              });
    }
  }

  private Optional<UploadRow> held(UploadAttempt attempt) {
    return Optional.ofNullable(rows.get(attempt.key()))
        .filter(row -> row.isHeldBy(attempt.number()));
  }

  @Override
  public void giveUp(OwnerId owner, UploadId id) {
    synchronized (images) {
      UploadRow row = row(owner, id);
      requireIdle(row);
      row.end(Status.GIVEN_UP, images.now());
    }
  }

  private void requireIdle(UploadRow row) {
    if (!row.canBeCompleted(images.now())) {
      throw new UploadNotFoundException();
    }
    if (row.isBeingCompleted(images.now())) {
      throw new ImageConflictException(
          Reason.UPLOAD_IN_PROGRESS, "The upload is being completed; try again in a second");
    }
  }

  private UploadRow row(OwnerId owner, UploadId id) {
    return Optional.ofNullable(rows.get(ObjectKey.incoming(owner, id)))
        .orElseThrow(UploadNotFoundException::new);
  }

  @Override
  public List<ObjectKey> claim(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a limit is between 1 and 1000, not " + limit);
    }
    synchronized (images) {
      Instant now = images.now();
      List<Map.Entry<ObjectKey, UploadRow>> due =
          rows.entrySet().stream()
              .filter(entry -> !entry.getValue().dueAt.isAfter(now))
              .sorted(Comparator.comparing(entry -> entry.getValue().dueAt))
              .limit(limit)
              .toList();
      due.forEach(entry -> entry.getValue().claim(now));
      return due.stream().map(Map.Entry::getKey).toList();
    }
  }

  @Override
  public int deleted(Collection<ObjectKey> keys) {
    synchronized (images) {
      List<ObjectKey> over = new ArrayList<>();
      for (ObjectKey key : keys) {
        UploadRow row = rows.get(key);
        if (row != null && row.deleted(images.now())) {
          over.add(key);
        }
      }
      over.forEach(rows::remove);
      return over.size();
    }
  }

  @Override
  public boolean isKnown(ObjectKey key) {
    synchronized (images) {
      return rows.containsKey(key);
    }
  }

  /** What the owner's uploads use that no image is recorded for yet. */
  Usage usage(OwnerId owner) {
    List<UploadRow> counted =
        prepared(owner)
            .filter(row -> row.image.filter(id -> images.isPending(owner, id)).isEmpty())
            .toList();
    return new Usage(counted.size(), counted.stream().mapToLong(row -> row.file.size()).sum());
  }

  private Stream<UploadRow> prepared(OwnerId owner) {
    Instant now = images.now();
    return rowsOf(owner).filter(row -> row.canBeCompleted(now));
  }

  private Stream<UploadRow> rowsOf(OwnerId owner) {
    return rows.entrySet().stream()
        .filter(entry -> entry.getKey().owner().equals(owner))
        .map(Map.Entry::getValue);
  }

  /** The owner deletes everything. */
  void withdrawAll(OwnerId owner) {
    rowsOf(owner)
        .filter(row -> row.status == Status.PREPARED)
        .forEach(row -> row.end(Status.WITHDRAWN, images.now()));
  }
}
