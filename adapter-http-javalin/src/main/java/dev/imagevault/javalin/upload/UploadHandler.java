package dev.imagevault.javalin.upload;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.ArrivingBody;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Receives uploads and has them stored. Thread-safe. */
public final class UploadHandler {

  /** What a body may have beside the file: the other parts, headers and boundaries. */
  private static final long MAX_OVERHEAD = 1L << 20;

  private final ImageVault vault;
  private final ScheduledExecutorService timer;
  private final Duration timeout;
  private final String pathPrefix;
  private final Optional<RateLimiter> limiter;
  private final UploadMemory memory;
  private final ArrayPool arrays;
  private final Gate askingForRoom;
  private final Storing storing;
  private final UploadsUnderWay underWay = new UploadsUnderWay();

  /**
   * Nothing is received yet.
   *
   * @param uploadMemory bytes of heap for uploads in flight; at least the size of the largest file
   * @param timeout within which a body must have arrived
   * @param pathPrefix where a proxy shows the service, or empty
   */
  public UploadHandler(
      ImageVault vault,
      long uploadMemory,
      Duration timeout,
      String pathPrefix,
      Optional<RateLimiter> limiter,
      ScheduledExecutorService timer) {
    if (uploadMemory < vault.policy().maxFileSize()) {
      throw new IllegalArgumentException(
          "uploadMemory has room for one file at least, which is "
              + vault.policy().maxFileSize()
              + " bytes, not "
              + uploadMemory);
    }
    this.vault = vault;
    this.timer = timer;
    this.timeout = timeout;
    this.pathPrefix = pathPrefix;
    this.limiter = limiter;
    int maxFileSize = Math.toIntExact(vault.policy().maxFileSize());
    this.memory =
        new UploadMemory(
            uploadMemory,
            maxFileSize,
            System::nanoTime,
            (task, delay) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
    this.arrays = new ArrayPool(maxFileSize, memory.forFiles());
    this.askingForRoom = new Gate(Budgets.QUOTAS, Budgets.TURN, timer);
    this.storing = new Storing(vault, timer);
  }

  /** Receives one upload and has it stored. */
  public void receive(Context ctx) {
    int maxFileSize = Math.toIntExact(vault.policy().maxFileSize());
    ArrivingBody arriving = new ArrivingBody(ctx);
    String parameters = UploadHeaders.requireForm(ctx);
    if (arriving.length() > maxFileSize + MAX_OVERHEAD) {
      throw UploadForm.tooLarge(maxFileSize);
    }
    String boundary = UploadHeaders.boundary(parameters);
    Optional<IdempotencyKey> key = UploadHeaders.idempotencyKey(ctx);
    OwnerId owner = Observation.of(ctx).requireOwner();
    limiter.ifPresent(rate -> rate.admit(owner));
    ctx.future(
        () -> {
          ctx.req().getAsyncContext().setTimeout(0);
          UploadBody body =
              new UploadBody(
                  arriving,
                  owner,
                  boundary,
                  memory,
                  arrays,
                  maxFileSize + MAX_OVERHEAD,
                  maxFileSize);
          return UploadAnswer.of(
              ctx,
              pathPrefix + parent(ctx.path(), "/upload-image"),
              store(owner, key, body, Observation.of(ctx), arriving.executor()));
        });
  }

  private CompletableFuture<ShownImage> store(
      OwnerId owner,
      Optional<IdempotencyKey> key,
      UploadBody body,
      Observation observation,
      Executor executor) {
    CompletableFuture<ShownImage> stored = new CompletableFuture<>();
    underWay.add(stored, owner);
    requireRoom(owner, key, executor)
        .thenCompose(room -> read(body))
        .thenCompose(
            file -> {
              observation.arrived(file.length());
              failLater(stored, body, executor);
              Upload upload = Upload.of(file.bytes(), file.length()).named(file.name());
              Upload named = key.map(upload::idempotent).orElse(upload).until(stored::isDone);
              return storing.store(
                  executor,
                  listener -> vault.upload(owner, named.observed(listener)),
                  vault::withdraw,
                  observation,
                  stored);
            })
        .whenComplete(
            (done, failure) -> {
              body.release();
              if (failure != null) {
                stored.completeExceptionally(failure);
              }
            });
    return stored.whenComplete((done, failure) -> body.end(stopping()));
  }

  /** A quota that is full is told before the body is read. A repeat needs no room. */
  private CompletableFuture<Void> requireRoom(
      OwnerId owner, Optional<IdempotencyKey> key, Executor executor) {
    if (key.isPresent() || vault.policy().quota().isUnlimited()) {
      return CompletableFuture.completedFuture(null);
    }
    return askingForRoom.run(executor, () -> vault.requireRoom(owner));
  }

  public long memoryHeld() {
    return memory.held();
  }

  private CompletableFuture<UploadedFile> read(UploadBody body) {
    ScheduledFuture<?> deadline =
        timer.schedule(body::late, timeout.toMillis(), TimeUnit.MILLISECONDS);
    return body.read().whenComplete((file, failure) -> deadline.cancel(false));
  }

  /** The last byte may have come long before it was read, while the upload waited its turn. */
  private void failLater(CompletableFuture<ShownImage> stored, UploadBody body, Executor executor) {
    ScheduledFuture<?> watchdog =
        timer.schedule(
            () -> executor.execute(() -> stored.completeExceptionally(tooSlow())),
            Budgets.UPLOAD.toNanos() - body.waited(),
            TimeUnit.NANOSECONDS);
    stored.whenComplete((done, failure) -> watchdog.cancel(false));
  }

  static String parent(String path, String end) {
    return path.substring(0, path.lastIndexOf(end));
  }

  /** Returns what takes direct uploads, out of the same memory and with the same turns. */
  public DirectUploadHandler direct() {
    return new DirectUploadHandler(
        vault,
        new DirectUploadHandler.Shared(memory, arrays, askingForRoom, storing, underWay),
        timeout,
        pathPrefix,
        limiter,
        timer);
  }

  /** Uploads under way are answered with 503, wherever they are. */
  public void stop() {
    underWay.end(stopping());
  }

  /** Returns what takes back those of the owner's uploads that are under way by now. */
  public Runnable withdrawal(OwnerId owner) {
    return underWay.withdrawal(owner);
  }

  static ProblemException tooSlow() {
    return new ProblemException(
        Problem.of(ProblemCode.OVERLOADED, "The upload took too long; please try again", 5));
  }

  /** Returns the refusal of whoever comes when the server stops. */
  public static ProblemException stopping() {
    return new ProblemException(
        Problem.of(ProblemCode.OVERLOADED, "The server is stopping; please try again", 5));
  }
}
