package dev.imagevault.javalin.upload;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.UploadListener;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has received files checked and stored: so many at a time, and as many checked as there are
 * processors. Thread-safe.
 */
final class Storing {

  private final ImageVault vault;
  private final Gate storing;
  private final Gate checking;

  /** Stores in this vault. */
  Storing(ImageVault vault, ScheduledExecutorService timer) {
    this.vault = vault;
    this.storing = new Gate(Budgets.STORED_UPLOADS, Budgets.TURN_AT_STORING, timer);
    this.checking = new Gate(Runtime.getRuntime().availableProcessors(), Budgets.UPLOAD, timer);
  }

  /**
   * Returns what is complete when the file is not needed any more. Never stores on the thread that
   * called: until the server has that one back, nobody can answer the request, not even that it
   * took too long.
   *
   * @param stored completes with the image, unless it is complete before: then nothing is left
   */
  CompletableFuture<Void> store(
      Executor executor,
      OwnerId owner,
      Optional<IdempotencyKey> key,
      UploadedFile file,
      Observation observation,
      CompletableFuture<ShownImage> stored) {
    return storing
        .enter(executor)
        .thenCompose(
            turn ->
                checking
                    .enter(executor)
                    .thenRunAsync(() -> store(owner, key, file, observation, stored), executor)
                    .whenComplete((done, failure) -> storing.leave()));
  }

  /** Begins with a turn at checking, which ends with the check, however that ends. */
  private void store(
      OwnerId owner,
      Optional<IdempotencyKey> key,
      UploadedFile file,
      Observation observation,
      CompletableFuture<ShownImage> stored) {
    AtomicBoolean checked = new AtomicBoolean();
    Runnable endCheck =
        () -> {
          if (checked.compareAndSet(false, true)) {
            checking.leave();
          }
        };
    UploadListener listener =
        new UploadListener() {
          @Override
          public void checked() {
            endCheck.run();
            observation.checked();
          }
        };
    Upload anonymous =
        Upload.of(file.bytes(), file.length())
            .named(file.name())
            .until(stored::isDone)
            .observed(listener);
    Upload upload = key.map(anonymous::idempotent).orElse(anonymous);
    try {
      if (!stored.isDone()) {
        observation.begun();
        Image image = vault.upload(owner, upload);
        passOn(image, observation, stored);
      }
    } finally {
      endCheck.run();
    }
  }

  private void passOn(Image image, Observation observation, CompletableFuture<ShownImage> stored) {
    observation.image(image.id());
    boolean passedOn = false;
    try {
      passedOn = stored.complete(ShownImage.of(vault, image));
    } finally {
      if (!passedOn) {
        // An upload that was answered with an error leaves nothing that anybody sees.
        vault.withdraw(image);
      }
    }
  }
}
