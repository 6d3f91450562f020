package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ImageRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A repository, measured: what users and sweeps wait for. */
final class MeasuredRepository extends ForwardingRepository {

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

  private final BackEndTimers<Operation> timers;

  MeasuredRepository(ImageRepository repository, MeterRegistry registry) {
    super(repository);
    this.timers = new BackEndTimers<>(registry, BackEnd.DATABASE, Operation.class);
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    return timers.time(Operation.INSERT, () -> super.insert(image, quota));
  }

  @Override
  public Usage usage(OwnerId owner) {
    return timers.time(Operation.USAGE, () -> super.usage(owner));
  }

  @Override
  public Optional<Image> publish(OwnerId owner, ImageId id) {
    return timers.time(Operation.PUBLISH, () -> super.publish(owner, id));
  }

  @Override
  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    timers.time(Operation.WITHDRAW, () -> super.withdraw(owner, id, putIsOver));
  }

  @Override
  public Optional<Image> delete(OwnerId owner, ImageId id) {
    return timers.time(Operation.DELETE, () -> super.delete(owner, id));
  }

  @Override
  public int deleteAll(OwnerId owner) {
    return timers.time(Operation.DELETE_ALL, () -> super.deleteAll(owner));
  }

  @Override
  public void remove(Collection<Image> images) {
    timers.time(Operation.REMOVE, () -> super.remove(images));
  }

  @Override
  public Optional<Image> find(OwnerId owner, ImageId id) {
    return timers.time(Operation.FIND, () -> super.find(owner, id));
  }

  @Override
  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
    return timers.time(Operation.PAGE, () -> super.page(owner, from, limit));
  }

  @Override
  public List<Claim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    return timers.time(
        Operation.CLAIM_UNFINISHED, () -> super.claimUnfinished(olderThan, latePut, limit));
  }

  @Override
  public List<Image> pageByKey(String after, int limit) {
    return timers.time(Operation.PAGE_BY_KEY, () -> super.pageByKey(after, limit));
  }

  @Override
  public Optional<Image> findByKey(ObjectKey key) {
    return timers.time(Operation.FIND_BY_KEY, () -> super.findByKey(key));
  }
}
