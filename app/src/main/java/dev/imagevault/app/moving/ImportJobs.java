package dev.imagevault.app.moving;

import dev.imagevault.ForeignImage;
import dev.imagevault.ImageImport;
import dev.imagevault.Upload;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.format.Limits;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.ForeignBucket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Imports images, so many at a time, within so much memory. Thread-safe. */
final class ImportJobs implements AutoCloseable {

  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** So many images in a row that fail after all attempts tell of an outage. */
  private static final int OUTAGE = 10;

  private final ImageImport run;
  private final ForeignBucket bucket;
  private final ImportOptions options;
  private final ImportReport report;
  private final Progress progress;
  private final ExecutorService executor;
  private final Semaphore free;
  private final ImportMemory memory;
  private final AtomicInteger failedInARow = new AtomicInteger();
  private volatile Optional<String> stopped = Optional.empty();

  ImportJobs(
      ImageImport run,
      ForeignBucket bucket,
      ImportOptions options,
      ImportReport report,
      Progress progress) {
    this.run = run;
    this.bucket = bucket;
    this.options = options;
    this.report = report;
    this.progress = progress;
    this.executor = Executors.newFixedThreadPool(options.jobs());
    this.free = new Semaphore(options.jobs());
    this.memory = new ImportMemory(options.memory());
  }

  /**
   * The image is being imported. Returns when there is a job free for it.
   *
   * @throws StartException it is no use to go on
   */
  void submit(Origin origin, SourceImage image) throws InterruptedException {
    requireUse();
    free.acquire();
    executor.execute(
        () -> {
          try {
            work(origin, image);
          } catch (RuntimeException e) {
            stop(e.toString());
          } catch (Error e) {
            stop(e.toString());
            throw e;
          } finally {
            free.release();
          }
        });
  }

  /** All that were submitted are done. */
  void await() throws InterruptedException {
    free.acquire(options.jobs());
    free.release(options.jobs());
    requireUse();
  }

  private synchronized void stop(String why) {
    stopped = stopped.or(() -> Optional.of(why));
  }

  private void requireUse() {
    Optional<String> why = stopped;
    if (why.isPresent()) {
      throw new StartException(ExitCode.FAILURE, why.get(), null);
    }
  }

  /** Returns what is asked for, after a while if need be. */
  <T> T patiently(Supplier<T> asked) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return asked.get();
      } catch (BackEndException e) {
        if (!e.retryable() || attempt == ATTEMPTS) {
          throw e;
        }
      } catch (UploadGivenUpException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
      Thread.sleep(FIRST_PAUSE.toMillis() << (attempt - 1));
    }
  }

  private void work(Origin origin, SourceImage image) {
    try {
      String problem = move(origin, image).orElse("");
      if (!problem.isEmpty()) {
        report.notImported(image, problem);
      }
      failedInARow.set(0);
    } catch (ImageRejectedException | ImageConflictException e) {
      report.notImported(image, e);
      failedInARow.set(0);
    } catch (BackEndException | UploadGivenUpException e) {
      report.notImported(image, e);
      boolean refused =
          e instanceof BackEndException b
              && b.backEnd() == BackEndException.BackEnd.DATABASE
              && !b.retryable();
      if (refused || failedInARow.incrementAndGet() >= OUTAGE) {
        stop(String.valueOf(e.getMessage()));
      }
    } catch (InterruptedException e) {
      stop("it was interrupted");
    } finally {
      progress.add(1);
    }
  }

  /** Returns why the image cannot be imported; empty once it is. */
  private Optional<String> move(Origin origin, SourceImage image) throws InterruptedException {
    Optional<ImageId> id = options.newIds() ? Optional.empty() : Survey.id(image.id());
    if (id.isEmpty() && !options.newIds()) {
      return Optional.of(
          "its id is no whole number from 1 to 2^53-1: --new-ids gives it a new one");
    }
    OwnerId owner;
    Optional<Instant> createdAt;
    try {
      owner = new OwnerId(image.owner());
      createdAt = SourceTime.parse(image.createdAt());
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (image.key().isEmpty()) {
      return Optional.of("it has no key");
    }
    return patiently(
        () ->
            move(
                image,
                file -> new ForeignImage(owner, origin, file.named(image.name()), id, createdAt)));
  }

  private interface Foreign {
    ForeignImage of(Upload file);
  }

  private Optional<String> move(SourceImage image, Foreign foreign) {
    Optional<StoredObject> found;
    try {
      found = bucket.open(image.key());
    } catch (BackEndException e) {
      if (e.retryable()) {
        throw e;
      }
      // Such as an archived object: it says nothing of the others.
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (found.isEmpty()) {
      return Optional.of("its object is missing");
    }
    try (StoredObject object = found.get()) {
      long size = object.length();
      long most = options.maxFileSize();
      if (size > most) {
        return Optional.of(
            "it has %,d bytes, and may have %,d: --max-file-size allows more"
                .formatted(size, most));
      }
      long bytes = size + Limits.memoryOfCheck(size);
      memory.take(bytes);
      try {
        byte[] file = object.content().readNBytes((int) size);
        if (file.length < size) {
          throw new IOException("it ends early");
        }
        store(image, foreign.of(Upload.of(file)));
      } finally {
        memory.giveBack(bytes);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new BackEndException(
          BackEndException.BackEnd.STORAGE,
          BackEndException.Failure.UNAVAILABLE,
          "its object cannot be read to its end: " + e.getMessage(),
          e);
    }
  }

  private void store(SourceImage image, ForeignImage foreign) {
    if (options.dryRun()) {
      run.check(foreign);
      report.imported(image, "would-import", "");
      return;
    }
    Image stored = run.store(foreign, recorded -> announce(image, recorded.id()));
    if (!options.newIds()) {
      report.imported(image, "imported", stored.id().toString());
    } else {
      report.imported();
    }
  }

  /** A new id is written down before anybody can refer to it, whatever ends this process then. */
  private void announce(SourceImage image, ImageId id) {
    if (options.newIds()) {
      report.importing(image, id.toString());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
