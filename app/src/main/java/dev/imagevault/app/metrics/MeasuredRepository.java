package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A repository, measured. */
final class MeasuredRepository implements ImageRepository {

  private enum Operation {
    INSERT,
    USAGE,
    PUBLISH,
    WITHDRAW,
    DELETE,
    DELETE_ALL,
    REMOVE,
    FIND,
    PAGE,
    CLAIM_UNFINISHED,
    PAGE_BY_KEY,
    FIND_BY_KEY
  }

  private final ImageRepository repository;
  private final BackEndTimers<Operation> timers;

  MeasuredRepository(ImageRepository repository, MeterRegistry registry) {
    this.repository = repository;
    this.timers = new BackEndTimers<>(registry, BackEnd.DATABASE, Operation.class);
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    return timers.time(Operation.INSERT, () -> repository.insert(image, quota));
  }

  @Override
  public Usage usage(OwnerId owner) {
    return timers.time(Operation.USAGE, () -> repository.usage(owner));
  }

  @Override
  public Optional<Image> publish(ImageId id) {
    return timers.time(Operation.PUBLISH, () -> repository.publish(id));
  }

  @Override
  public void withdraw(ImageId id, boolean putIsOver) {
    timers.time(Operation.WITHDRAW, () -> repository.withdraw(id, putIsOver));
  }

  @Override
  public Optional<Image> delete(OwnerId owner, ImageId id) {
    return timers.time(Operation.DELETE, () -> repository.delete(owner, id));
  }

  @Override
  public int deleteAll(OwnerId owner) {
    return timers.time(Operation.DELETE_ALL, () -> repository.deleteAll(owner));
  }

  @Override
  public void remove(ImageId id) {
    timers.time(Operation.REMOVE, () -> repository.remove(id));
  }

  @Override
  public Optional<Image> find(OwnerId owner, ImageId id) {
    return timers.time(Operation.FIND, () -> repository.find(owner, id));
  }

  @Override
  public ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
    return timers.time(Operation.PAGE, () -> repository.page(owner, before, limit));
  }

  @Override
  public List<Claim> claimUnfinished(Duration olderThan, int limit) {
    return timers.time(
        Operation.CLAIM_UNFINISHED, () -> repository.claimUnfinished(olderThan, limit));
  }

  @Override
  public List<Image> pageByKey(Optional<ObjectKey> after, int limit) {
    return timers.time(Operation.PAGE_BY_KEY, () -> repository.pageByKey(after, limit));
  }

  @Override
  public Optional<Image> findByKey(ObjectKey key) {
    return timers.time(Operation.FIND_BY_KEY, () -> repository.findByKey(key));
  }
}
