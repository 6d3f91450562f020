package dev.imagevault.javalin;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;

/** Receives uploads and has them stored. */
final class UploadHandler {

  /** What a body may have beside the file: the other parts, headers and boundaries. */
  private static final long MAX_OVERHEAD = 1L << 20;

  /** How many uploads are stored at once; the store is waited for without other work suffering. */
  static final int STORED_AT_ONCE = 32;

  /** How many uploads have their user's quota looked at, which the store has no part in. */
  private static final int ASKING_FOR_ROOM_AT_ONCE = 16;

  /** A request is answered within thirty seconds of its last byte, whatever a back end does. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(29);

  /** Leaves a slow store time for those whose turn came last. */
  private static final Duration LONGEST_WAIT_FOR_STORING = Duration.ofSeconds(10);

  private final ImageVault vault;
  private final ScheduledExecutorService timer;
  private final Duration timeout;
  private final String pathPrefix;
  private final Optional<RateLimiter> limiter;
  private final UploadMemory memory;
  private final ArrayPool arrays;
  private final Gate askingForRoom;
  private final Gate storing;
  private final Gate checking;
  private final Map<CompletableFuture<?>, OwnerId> underWay = new ConcurrentHashMap<>();

  /** An image that was stored, and the URL that shows it. */
  private record Stored(Image image, SignedUrl url) {}

  UploadHandler(ImageVault vault, ImageApiOptions options, ScheduledExecutorService timer) {
    if (options.uploadMemory() < vault.policy().maxFileSize()) {
      throw new IllegalArgumentException(
          "uploadMemory has room for one file at least, which is "
              + vault.policy().maxFileSize()
              + " bytes, not "
              + options.uploadMemory());
    }
    this.vault = vault;
    this.timer = timer;
    this.timeout = options.requestTimeout();
    this.pathPrefix = options.pathPrefix();
    this.limiter = options.uploadRate().map(RateLimiter::new);
    int maxFileSize = Math.toIntExact(vault.policy().maxFileSize());
    this.memory =
        new UploadMemory(
            options.uploadMemory(),
            maxFileSize,
            System::nanoTime,
            (task, delay) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
    this.arrays = new ArrayPool(maxFileSize, memory.forFiles());
    this.askingForRoom = new Gate(ASKING_FOR_ROOM_AT_ONCE, ImageApi.LONGEST_WAIT, timer);
    this.storing = new Gate(STORED_AT_ONCE, LONGEST_WAIT_FOR_STORING, timer);
    this.checking = new Gate(Runtime.getRuntime().availableProcessors(), LONGEST_WAIT, timer);
  }

  void receive(Context ctx) {
    int maxFileSize = Math.toIntExact(vault.policy().maxFileSize());
    Request request = JettyRequests.of(ctx);
    String parameters = UploadHeaders.requireForm(ctx);
    if (request.getLength() > maxFileSize + MAX_OVERHEAD) {
      throw UploadForm.tooLarge(maxFileSize);
    }
    String boundary = UploadHeaders.boundary(parameters);
    Optional<IdempotencyKey> key = UploadHeaders.idempotencyKey(ctx);
    OwnerId owner = ImageApi.owner(ctx);
    limiter.ifPresent(rate -> rate.admit(owner));
    ctx.future(
        () -> {
          ctx.req().getAsyncContext().setTimeout(0);
          UploadBody body =
              new UploadBody(
                  request,
                  owner,
                  boundary,
                  memory,
                  arrays,
                  maxFileSize + MAX_OVERHEAD,
                  maxFileSize);
          return answer(
              ctx, store(owner, key, body, Observation.of(ctx), JettyRequests.executor(ctx)));
        });
  }

  private CompletableFuture<Stored> store(
      OwnerId owner,
      Optional<IdempotencyKey> key,
      UploadBody body,
      Observation observation,
      Executor executor) {
    CompletableFuture<Stored> stored = new CompletableFuture<>();
    underWay.put(stored, owner);
    requireRoom(owner, key, executor)
        .thenCompose(room -> read(body))
        .thenCompose(
            file -> {
              observation.arrived(file.length());
              failLater(stored, body, executor);
              return store(executor, () -> store(owner, key, file, observation, stored));
            })
        .whenComplete(
            (done, failure) -> {
              body.release();
              if (failure != null) {
                stored.completeExceptionally(failure);
              }
            });
    return stored.whenComplete(
        (done, failure) -> {
          underWay.remove(stored);
          body.end(stopping());
        });
  }

  /** A quota that is full is told before the body is read. A repeat needs no room. */
  private CompletableFuture<Void> requireRoom(
      OwnerId owner, Optional<IdempotencyKey> key, Executor executor) {
    if (key.isPresent() || vault.policy().quota().isUnlimited()) {
      return CompletableFuture.completedFuture(null);
    }
    return askingForRoom.run(executor, () -> vault.requireRoom(owner));
  }

  long memoryHeld() {
    return memory.held();
  }

  private CompletableFuture<UploadedFile> read(UploadBody body) {
    ScheduledFuture<?> deadline =
        timer.schedule(body::late, timeout.toMillis(), TimeUnit.MILLISECONDS);
    return body.read().whenComplete((file, failure) -> deadline.cancel(false));
  }

  /**
   * Never on the thread that called: until the server has that one back, nobody can answer the
   * request, not even that it took too long.
   */
  private CompletableFuture<Void> store(Executor executor, Runnable work) {
    return storing
        .enter(executor)
        .thenCompose(
            turn ->
                checking
                    .enter(executor)
                    .thenRunAsync(work, executor)
                    .whenComplete((done, failure) -> storing.leave()));
  }

  /** The last byte may have come long before it was read, while the upload waited its turn. */
  private void failLater(CompletableFuture<Stored> stored, UploadBody body, Executor executor) {
    ScheduledFuture<?> watchdog =
        timer.schedule(
            () -> executor.execute(() -> stored.completeExceptionally(tooSlow())),
            LONGEST_WAIT.toNanos() - body.waited(),
            TimeUnit.NANOSECONDS);
    stored.whenComplete((done, failure) -> watchdog.cancel(false));
  }

  /** Begins with a turn at checking, which ends with the check, however that ends. */
  private void store(
      OwnerId owner,
      Optional<IdempotencyKey> key,
      UploadedFile file,
      Observation observation,
      CompletableFuture<Stored> stored) {
    AtomicBoolean checked = new AtomicBoolean();
    Runnable endCheck =
        () -> {
          if (checked.compareAndSet(false, true)) {
            checking.leave();
          }
        };
    Runnable afterCheck =
        () -> {
          endCheck.run();
          observation.checked();
        };
    try {
      if (!stored.isDone()) {
        observation.begun();
        Image image =
            vault.upload(
                owner, file.name(), file.bytes(), file.length(), key, afterCheck, stored::isDone);
        passOn(image, observation, stored);
      }
    } finally {
      endCheck.run();
    }
  }

  private void passOn(Image image, Observation observation, CompletableFuture<Stored> stored) {
    observation.image(image.id());
    boolean passedOn = false;
    try {
      passedOn = stored.complete(new Stored(image, vault.sign(image)));
    } finally {
      if (!passedOn) {
        // An upload that was answered with an error leaves nothing that anybody sees.
        vault.withdraw(image);
      }
    }
  }

  private CompletableFuture<Void> answer(Context ctx, CompletableFuture<Stored> stored) {
    return stored.handle(
        (done, failure) -> {
          if (failure != null) {
            Answer.failure(ctx, failure);
            return null;
          }
          ctx.header("Location", pathPrefix + location(ctx.path(), done.image()));
          Answer.json(
              ctx,
              201,
              "Image uploaded successfully",
              json -> {
                json.writeFieldName("data");
                Json.write(json, done.image(), done.url());
              });
          return null;
        });
  }

  private static String location(String path, Image image) {
    return path.substring(0, path.lastIndexOf("/upload-image")) + "/images/" + image.id();
  }

  /** Uploads under way are answered with 503, wherever they are. */
  void stop() {
    underWay.keySet().forEach(upload -> upload.completeExceptionally(stopping()));
  }

  /**
   * Returns what takes back those of the owner's uploads that are under way by now. The repository
   * takes back those that it has a record of; the body of others may still be arriving.
   */
  Runnable withdrawal(OwnerId owner) {
    List<CompletableFuture<?>> begun = new ArrayList<>();
    underWay.forEach(
        (upload, of) -> {
          if (of.equals(owner)) {
            begun.add(upload);
          }
        });
    return () -> begun.forEach(upload -> upload.completeExceptionally(withdrawn()));
  }

  private static ImageConflictException withdrawn() {
    return new ImageConflictException(
        ImageConflictException.Reason.WITHDRAWN,
        "All images of the user were deleted while the upload was under way");
  }

  private static ProblemException tooSlow() {
    return new ProblemException(
        Problem.of(ProblemCode.OVERLOADED, "The upload took too long; please try again", 5));
  }

  static ProblemException stopping() {
    return new ProblemException(
        Problem.of(ProblemCode.OVERLOADED, "The server is stopping; please try again", 5));
  }
}
