package dev.imagevault.javalin.upload;

import dev.imagevault.Completion;
import dev.imagevault.ImageVault;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.PreparedUpload;
import dev.imagevault.domain.UploadId;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.server.ArrivingBody;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.JettyRequests;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Prepares uploads that clients send straight to the store, and completes them: then a file takes
 * its turn, and memory, like one that came in a form. Thread-safe.
 */
public final class DirectUploadHandler {

  private static final int MAX_ANNOUNCEMENT = 8 << 10;

  private final ImageVault vault;
  private final Shared shared;
  private final Duration timeout;
  private final String pathPrefix;
  private final Optional<RateLimiter> limiter;
  private final ScheduledExecutorService timer;

  /** What all uploads have in common. */
  record Shared(
      UploadMemory memory,
      ArrayPool arrays,
      Gate asking,
      Storing storing,
      UploadsUnderWay underWay) {}

  DirectUploadHandler(
      ImageVault vault,
      Shared shared,
      Duration timeout,
      String pathPrefix,
      Optional<RateLimiter> limiter,
      ScheduledExecutorService timer) {
    this.vault = vault;
    this.shared = shared;
    this.timeout = timeout;
    this.pathPrefix = pathPrefix;
    this.limiter = limiter;
    this.timer = timer;
  }

  /** Answers with the request that sends the announced file to the store. */
  public void prepare(Context ctx) {
    UploadHeaders.requireJson(ctx);
    ArrivingBody arriving = new ArrivingBody(ctx);
    if (arriving.length() > MAX_ANNOUNCEMENT) {
      throw SmallBody.tooLarge(MAX_ANNOUNCEMENT);
    }
    OwnerId owner = Observation.of(ctx).requireOwner();
    limiter.ifPresent(rate -> rate.admit(owner));
    ctx.future(
        () -> {
          ctx.req().getAsyncContext().setTimeout(0);
          CompletableFuture<PreparedUpload> prepared = new CompletableFuture<>();
          requireRoom(owner, arriving.executor())
              .thenCompose(room -> read(arriving))
              .thenApply(Announcement::parse)
              .thenCompose(file -> prepare(owner, file, arriving.executor(), prepared))
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      prepared.completeExceptionally(failure);
                    }
                  });
          return answer(ctx, prepared);
        });
  }

  /** As with every upload, a full quota is told first. */
  private CompletableFuture<Void> requireRoom(OwnerId owner, Executor executor) {
    return vault.policy().quota().isUnlimited()
        ? CompletableFuture.completedFuture(null)
        : shared.asking().run(executor, () -> vault.requireRoom(owner));
  }

  private CompletableFuture<byte[]> read(ArrivingBody arriving) {
    SmallBody body = new SmallBody(arriving, MAX_ANNOUNCEMENT);
    ScheduledFuture<?> deadline =
        timer.schedule(body::late, timeout.toMillis(), TimeUnit.MILLISECONDS);
    return body.read().whenComplete((read, failure) -> deadline.cancel(false));
  }

  private CompletableFuture<Void> prepare(
      OwnerId owner,
      AnnouncedFile file,
      Executor executor,
      CompletableFuture<PreparedUpload> prepared) {
    return shared.asking().run(executor, () -> prepared.complete(vault.prepare(owner, file)));
  }

  private static CompletableFuture<Void> answer(
      Context ctx, CompletableFuture<PreparedUpload> prepared) {
    return prepared.handle(
        (upload, failure) -> {
          if (failure != null) {
            Answer.failure(ctx, failure);
            return null;
          }
          Answer.json(
              ctx,
              201,
              "Upload prepared",
              json -> {
                json.writeObjectFieldStart("data");
                json.writeStringField("uploadId", upload.id().value());
                json.writeStringField("method", "PUT");
                json.writeStringField("url", upload.request().url());
                json.writeObjectFieldStart("headers");
                for (Map.Entry<String, String> header : upload.request().headers().entrySet()) {
                  json.writeStringField(header.getKey(), header.getValue());
                }
                json.writeEndObject();
                json.writeStringField("expiresAt", Json.time(upload.request().expiresAt()));
                json.writeEndObject();
              });
          return null;
        });
  }

  /** Has what was sent to the store checked and stored, and answers as every upload is answered. */
  public void complete(Context ctx) {
    OwnerId owner = Observation.of(ctx).requireOwner();
    UploadId id = UploadId.parse(ctx.pathParam("uploadId"));
    Observation observation = Observation.of(ctx);
    Executor executor = JettyRequests.executor(ctx);
    ctx.future(
        () -> {
          ctx.req().getAsyncContext().setTimeout(0);
          return UploadAnswer.of(
              ctx,
              pathPrefix + UploadHandler.parent(ctx.path(), "/uploads/"),
              complete(owner, id, observation, executor));
        });
  }

  private CompletableFuture<ShownImage> complete(
      OwnerId owner, UploadId id, Observation observation, Executor executor) {
    CompletableFuture<ShownImage> stored = new CompletableFuture<>();
    shared.underWay().add(stored, owner);
    failLater(stored, executor);
    CompletableFuture<AnnouncedFile> announced = new CompletableFuture<>();
    shared
        .asking()
        .run(executor, () -> announced.complete(vault.announced(owner, id)))
        .thenCompose(any -> announced)
        .thenCompose(file -> reserve(owner, file, executor, stored))
        .thenCompose(
            room ->
                shared
                    .storing()
                    .complete(
                        executor,
                        room.size(),
                        listener ->
                            vault.complete(
                                owner,
                                Completion.of(id)
                                    .into(room.array())
                                    .until(stored::isDone)
                                    .observed(listener)),
                        image -> vault.withdraw(id, image),
                        observation,
                        stored)
                    .whenComplete((done, failure) -> room.release()))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                stored.completeExceptionally(failure);
              }
            });
    return stored;
  }

  /** What is over the limit by now is refused unread, and needs no room. */
  private CompletableFuture<ReservedRoom> reserve(
      OwnerId owner, AnnouncedFile file, Executor executor, CompletableFuture<ShownImage> stored) {
    int size = (int) Math.min(file.size(), vault.policy().maxFileSize());
    ReservedRoom room = new ReservedRoom(owner, size, shared.memory(), shared.arrays(), executor);
    CompletableFuture<ReservedRoom> reserved = room.take();
    var unused = stored.whenComplete((done, failure) -> room.giveUp(UploadHandler.stopping()));
    return reserved;
  }

  private void failLater(CompletableFuture<ShownImage> stored, Executor executor) {
    ScheduledFuture<?> watchdog =
        timer.schedule(
            () -> executor.execute(() -> stored.completeExceptionally(UploadHandler.tooSlow())),
            Budgets.UPLOAD.toNanos(),
            TimeUnit.NANOSECONDS);
    stored.whenComplete((done, failure) -> watchdog.cancel(false));
  }

  /** Gives the upload up. */
  public void giveUp(Context ctx) {
    vault.giveUp(Observation.of(ctx).requireOwner(), UploadId.parse(ctx.pathParam("uploadId")));
    Answer.json(ctx, 200, "Upload given up", json -> {});
  }
}
