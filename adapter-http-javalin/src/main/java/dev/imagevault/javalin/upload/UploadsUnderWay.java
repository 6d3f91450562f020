package dev.imagevault.javalin.upload;

import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.OwnerId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads that are not answered yet, so that they can be ended. Thread-safe. */
final class UploadsUnderWay {

  private final Map<CompletableFuture<?>, OwnerId> owners = new ConcurrentHashMap<>();

  /** The upload is under way until it completes. */
  void add(CompletableFuture<?> upload, OwnerId owner) {
    owners.put(upload, owner);
    var unused = upload.whenComplete((done, failure) -> owners.remove(upload));
  }

  /** All of them fail with this. */
  void end(Exception reason) {
    owners.keySet().forEach(upload -> upload.completeExceptionally(reason));
  }

  /**
   * Returns what takes back those of the owner's uploads that are under way by now. The repository
   * takes back those that it has a record of; the body of others may still be arriving.
   */
  Runnable withdrawal(OwnerId owner) {
    var begun =
        owners.entrySet().stream()
            .filter(upload -> upload.getValue().equals(owner))
            .<CompletableFuture<?>>map(Map.Entry::getKey)
            .toList();
    return () -> begun.forEach(upload -> upload.completeExceptionally(withdrawn()));
  }

  private static ImageConflictException withdrawn() {
    return new ImageConflictException(
        ImageConflictException.Reason.WITHDRAWN,
        "All images of the user were deleted while the upload was under way");
  }
}
