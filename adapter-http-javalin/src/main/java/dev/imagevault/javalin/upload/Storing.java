package dev.imagevault.javalin.upload;

import dev.imagevault.ImageVault;
import dev.imagevault.UploadListener;
import dev.imagevault.domain.Image;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

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
   * @param upload of a file that is there; returns the image
   * @param withdrawal takes it back
   * @param stored completes with the image, unless it is complete before: then nothing is left
   */
  CompletableFuture<Void> store(
      Executor executor,
      Function<UploadListener, Image> upload,
      Consumer<Image> withdrawal,
      Observation observation,
      CompletableFuture<ShownImage> stored) {
    return storing
        .enter(executor)
        .thenCompose(
            turn ->
                checking
                    .enter(executor)
                    .thenRunAsync(
                        () -> {
                          Check check = new Check(executor, 0, observation);
                          check.begin();
                          run(check, upload, withdrawal, observation, stored);
                        },
                        executor)
                    .whenComplete((done, failure) -> storing.leave()));
  }

  /**
   * As {@link #store}, of a file that is yet to be read from the store: its turn at checking comes
   * when it is there.
   *
   * @param size of the file, in bytes
   */
  CompletableFuture<Void> complete(
      Executor executor,
      int size,
      Function<UploadListener, Image> upload,
      Consumer<Image> withdrawal,
      Observation observation,
      CompletableFuture<ShownImage> stored) {
    return storing
        .enter(executor)
        .thenRunAsync(
            () ->
                run(
                    new Check(executor, size, observation),
                    upload,
                    withdrawal,
                    observation,
                    stored),
            executor)
        .whenComplete((done, failure) -> storing.leave());
  }

  private void run(
      Check check,
      Function<UploadListener, Image> upload,
      Consumer<Image> withdrawal,
      Observation observation,
      CompletableFuture<ShownImage> stored) {
    try {
      if (!stored.isDone()) {
        Image image = upload.apply(check);
        observation.image(image.id());
        passOn(image, withdrawal, stored);
      }
    } finally {
      check.end();
    }
  }

  private void passOn(
      Image image, Consumer<Image> withdrawal, CompletableFuture<ShownImage> stored) {
    boolean passedOn = false;
    try {
      passedOn = stored.complete(ShownImage.of(vault, image));
    } finally {
      if (!passedOn) {
        // An upload that was answered with an error leaves nothing that anybody sees.
        withdrawal.accept(image);
      }
    }
  }

  /** A turn at checking, which ends with the check, however that ends. One thread's. */
  private final class Check implements UploadListener {

    private final Executor executor;
    private final int size;
    private final Observation observation;
    private boolean begun;

    Check(Executor executor, int size, Observation observation) {
      this.executor = executor;
      this.size = size;
      this.observation = observation;
    }

    void begin() {
      begun = true;
      observation.begun();
    }

    /** Waits for its turn, as those who store may. */
    @Override
    public void received() {
      observation.arrived(size);
      checking.enter(executor).join();
      begin();
    }

    @Override
    public void checked() {
      end();
      observation.checked();
    }

    void end() {
      if (begun) {
        begun = false;
        checking.leave();
      }
    }
  }
}
