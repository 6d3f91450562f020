package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last step of an upload, and the way back from it. Keeps in mind which uploads were withdrawn
 * while the repository could not be told: {@link #tellOfWithdrawn} tells it later. Should the
 * process die first, such an image is there wholly, or unfinished and so the sweep's.
 *
 * <p>They are few: with the repository away no upload begins, so that only those that were under
 * way when it went can be among them.
 */
final class Publication {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final ImageRepository repository;

  /** What was withdrawn and the repository has not been told of; how it is told, each. */
  private final Map<Image, Runnable> withdrawn;

  Publication(ImageRepository repository) {
    this(repository, new ConcurrentHashMap<>());
  }

  private Publication(ImageRepository repository, Map<Image, Runnable> withdrawn) {
    this.repository = repository;
    this.withdrawn = withdrawn;
  }

  /** Returns the same, told of in that repository. What either withdraws, both keep in mind. */
  Publication in(ImageRepository other) {
    return new Publication(other, withdrawn);
  }

  /**
   * Returns the image, READY. A lost answer is asked for again, which is harmless, until the
   * deadline.
   *
   * @throws ImageConflictException its owner deleted everything meanwhile
   * @throws UploadGivenUpException a sweep took it for dead
   * @throws BackEndException the image is withdrawn, or will be
   */
  Image publish(Image image, Deadline deadline) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<Image> published;
      try {
        published = repository.publish(image.owner(), image.id());
      } catch (BackEndException e) {
        if (e.retryable() && deadline.pause(pause)) {
          Duration doubled = pause.multipliedBy(2);
          pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
          continue;
        }
        withdraw(image, true, deadline);
        throw e;
      }
      return published.orElseThrow(UploadGivenUpException::new);
    }
  }

  /** The image is withdrawn, now or, where the repository cannot be told now, later. */
  void withdraw(Image image, boolean putIsOver, Deadline deadline) {
    Runnable told = () -> repository.withdraw(image.owner(), image.id(), putIsOver);
    withdrawn.put(image, told);
    if (deadline.allowsAnotherCall()) {
      try {
        tell(image, told);
      } catch (BackEndException e) {
        // It is told later; the failure that led here is the one that is reported.
      }
    }
  }

  /**
   * The repository knows of all uploads that were withdrawn.
   *
   * @return how many it had not been told of before
   * @throws BackEndException the rest is told later
   */
  int tellOfWithdrawn() {
    int count = 0;
    for (Map.Entry<Image, Runnable> entry : withdrawn.entrySet()) {
      tell(entry.getKey(), entry.getValue());
      count++;
    }
    return count;
  }

  private void tell(Image image, Runnable told) {
    told.run();
    withdrawn.remove(image);
  }
}
