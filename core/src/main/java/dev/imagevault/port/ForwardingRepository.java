package dev.imagevault.port;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A repository that hands every call to another one. Override what is to be different: a decorator
 * that measures, or a test that fails one call.
 */
public class ForwardingRepository implements ImageRepository {

  private final ImageRepository repository;

  /** Hands every call to this repository. */
  public ForwardingRepository(ImageRepository repository) {
    this.repository = repository;
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    return repository.insert(image, quota);
  }

  @Override
  public Usage usage(OwnerId owner) {
    return repository.usage(owner);
  }

  @Override
  public Optional<Image> publish(OwnerId owner, ImageId id) {
    return repository.publish(owner, id);
  }

  @Override
  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    repository.withdraw(owner, id, putIsOver);
  }

  @Override
  public Optional<Image> delete(OwnerId owner, ImageId id) {
    return repository.delete(owner, id);
  }

  @Override
  public int deleteAll(OwnerId owner) {
    return repository.deleteAll(owner);
  }

  @Override
  public Optional<Image> find(OwnerId owner, ImageId id) {
    return repository.find(owner, id);
  }

  @Override
  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
    return repository.page(owner, from, limit);
  }

  @Override
  public List<Claim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    return repository.claimUnfinished(olderThan, latePut, limit);
  }

  @Override
  public void remove(Collection<Image> images) {
    repository.remove(images);
  }

  @Override
  public Backlog backlog() {
    return repository.backlog();
  }

  @Override
  public List<Image> pageByKey(String after, int limit) {
    return repository.pageByKey(after, limit);
  }

  @Override
  public Optional<Image> findByKey(ObjectKey key) {
    return repository.findByKey(key);
  }

  @Override
  public void ping() {
    repository.ping();
  }
}
