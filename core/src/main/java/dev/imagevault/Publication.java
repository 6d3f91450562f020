package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last step of an upload, and the way back from it. Keeps in mind which uploads were answered
 * with an error while the repository could not be told: {@link #withdrawPending} tells it later.
 * Should the process die first, such an image is there wholly, or unfinished and so the sweep's.
 *
 * <p>They are few: with the repository away no upload begins, so that only those that were under
 * way when it went can be among them.
 */
final class Publication {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final ImageRepository repository;
  private final Map<ImageId, Boolean> pending = new ConcurrentHashMap<>();

  Publication(ImageRepository repository) {
    this.repository = repository;
  }

  /**
   * Returns the image, READY. A lost answer is asked for again, which is harmless, until the
   * deadline.
   *
   * @throws BackEndException the image is withdrawn, or will be
   */
  Image publish(Image image, Deadline deadline) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<Image> published;
      try {
        published = repository.publish(image.id());
      } catch (BackEndException e) {
        if (e.retryable() && deadline.pause(pause)) {
          Duration doubled = pause.multipliedBy(2);
          pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
          continue;
        }
        giveUp(image.id(), true, deadline);
        throw e;
      }
      return published.orElseThrow(
          () ->
              new BackEndException(
                  BackEndException.BackEnd.STORAGE,
                  BackEndException.Failure.UNAVAILABLE,
                  "The upload took too long and was given up; repeat it",
                  null));
    }
  }

  /** The image is withdrawn, now or, where the repository cannot be told now, later. */
  void giveUp(ImageId id, boolean putIsOver, Deadline deadline) {
    pending.put(id, putIsOver);
    if (deadline.allowsAnotherCall()) {
      try {
        withdraw(id, putIsOver);
      } catch (BackEndException e) {
        // It stays pending; the failure that led here is the one that is reported.
      }
    }
  }

  /**
   * All uploads that were given up are withdrawn.
   *
   * @return how many the repository had not been told of before
   * @throws BackEndException the rest stays pending
   */
  int withdrawPending() {
    int count = 0;
    for (Map.Entry<ImageId, Boolean> entry : pending.entrySet()) {
      withdraw(entry.getKey(), entry.getValue());
      count++;
    }
    return count;
  }

  private void withdraw(ImageId id, boolean putIsOver) {
    repository.withdraw(id, putIsOver);
    pending.remove(id);
  }
}
