package dev.imagevault.memory;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.Origin;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.ImportRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The imports beside the images in memory, under the same lock. */
final class InMemoryImportRepository implements ImportRepository {

  private final InMemoryImageRepository images;
  private final Set<Origin> imported = new HashSet<>();
  private @Nullable Run underWay;

  /** Nothing was imported. */
  InMemoryImportRepository(InMemoryImageRepository images) {
    this.images = images;
  }

  @Override
  public Optional<ImportRun> begin() {
    synchronized (images) {
      if (underWay != null) {
        return Optional.empty();
      }
      Run run = new Run();
      underWay = run;
      return Optional.of(run);
    }
  }

  private final class Run implements ImportRun {

    private final Map<ImageId, Image> pending = new HashMap<>();

    private void requireTurn() {
      if (underWay != this) {
        throw new BackEndException(
            BackEndException.BackEnd.DATABASE,
            BackEndException.Failure.REFUSED,
            "The import is over",
            null);
      }
    }

    @Override
    public void reserve(ImageId greatest) {
      synchronized (images) {
        requireTurn();
        images.moveIdsPast(greatest);
      }
    }

    @Override
    public Set<Origin> imported(Collection<Origin> origins) {
      synchronized (images) {
        requireTurn();
        return origins.stream().filter(imported::contains).collect(Collectors.toSet());
      }
    }

    @Override
    public boolean isTaken(ImageId id) {
      synchronized (images) {
        requireTurn();
        Row row = images.rows.get(id);
        return row != null && (!row.importAttempt || pending.containsKey(id));
      }
    }

    @Override
    public Optional<Image> insert(ImportedImage imported) {
      synchronized (images) {
        requireTurn();
        if (images.findByKey(imported.image().original().key()).isPresent()) {
          throw InMemoryImageRepository.alreadyRecorded(imported.image().original().key());
        }
        if (imported.id().filter(this::isTaken).isPresent()) {
          return Optional.empty();
        }
        imported.id().ifPresent(this::moveAway);
        ImageId id = imported.id().orElseGet(images::nextId);
        Instant now = images.now();
        Instant createdAt = imported.createdAt().orElse(now).truncatedTo(ChronoUnit.MILLIS);
        Row row = new Row(id, imported.image(), createdAt, now);
        row.importAttempt = true;
        images.rows.put(id, row);
        pending.put(id, row.image);
        return Optional.of(row.image);
      }
    }

    /** What was left unfinished under this id goes, under another one. */
    private void moveAway(ImageId id) {
      Row left = images.rows.remove(id);
      if (left != null) {
        left.renumber(images.nextId());
        if (left.image.status() == ImageStatus.PENDING) {
          left.delete(images.now(), Duration.ZERO, false);
        }
        images.rows.put(left.image.id(), left);
      }
    }

    @Override
    public Optional<Image> publish(Image image, Origin origin) {
      synchronized (images) {
        requireTurn();
        pending.remove(image.id());
        Row row = row(image);
        if (row != null && row.isReady() && imported.contains(origin)) {
          return Optional.of(row.image);
        }
        if (row == null || row.image.status() != ImageStatus.PENDING || imported.contains(origin)) {
          return Optional.empty();
        }
        imported.add(origin);
        row.importAttempt = false;
        return images.publish(image.owner(), image.id());
      }
    }

    private @Nullable Row row(Image image) {
      Row row = images.row(image.owner(), image.id());
      return row != null && row.image.original().equals(image.original()) ? row : null;
    }

    @Override
    public void withdraw(Image image, boolean putIsOver) {
      synchronized (images) {
        requireTurn();
        pending.remove(image.id());
        Row row = row(image);
        if (row != null && row.image.status() == ImageStatus.PENDING) {
          row.delete(images.now(), Duration.ZERO, putIsOver);
        }
      }
    }

    @Override
    public void close() {
      synchronized (images) {
        if (underWay == this) {
          underWay = null;
        }
      }
    }
  }
}
