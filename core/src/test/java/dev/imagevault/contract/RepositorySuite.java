package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of {@link ImageRepository} stand on. */
abstract class RepositorySuite {

  static final Duration DELAY = Duration.ofMinutes(10);
  static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final int THREADS = 8;

  final OwnerId owner = Samples.owner();
  final IdempotencyKey idempotencyKey = new IdempotencyKey("upload-1");
  ImageRepository repository;

  /** Returns the repository to be held to the contract, without any image in it. */
  protected abstract ImageRepository emptyRepository() throws Exception;

  /**
   * All that is recorded is older by so much: its times, its leases. A repository may let its clock
   * run ahead, or move what it has recorded into the past.
   */
  protected abstract void passTime(Duration duration) throws Exception;

  @BeforeEach
  public final void openTheRepository() throws Exception {
    repository = emptyRepository();
  }

  final Image insert() {
    return insert(Samples.image(owner));
  }

  final Image insert(NewImage image) {
    return repository.insert(image, Quota.UNLIMITED);
  }

  final Image ready(NewImage image) {
    return publish(insert(image));
  }

  final Image publish(Image image) {
    return present(
        repository.publish(image.owner(), image.id()), "R4: what is PENDING can be published");
  }

  /** Returns the value, which is there by this promise. */
  static <T> T present(Optional<T> value, String promise) {
    assertTrue(value.isPresent(), promise);
    return value.get();
  }

  static <T> List<Future<T>> concurrently(Callable<T> task) throws InterruptedException {
    return concurrently(Collections.nCopies(THREADS, task));
  }

  static <T> List<Future<T>> concurrently(List<Callable<T>> tasks) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      return executor.invokeAll(tasks);
    } finally {
      executor.shutdown();
    }
  }
}
