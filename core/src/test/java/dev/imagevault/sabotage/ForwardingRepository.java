package dev.imagevault.sabotage;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A correct repository, to be sabotaged in one place. */
class ForwardingRepository implements ImageRepository {

  final AdvancingClock clock = new AdvancingClock();
  final ImageRepository correct = new InMemoryImageRepository(clock);

  @Override
  public Image insert(NewImage image, Quota quota) {
    return correct.insert(image, quota);
  }

  @Override
  public Usage usage(OwnerId owner) {
    return correct.usage(owner);
  }

  @Override
  public Optional<Image> publish(ImageId id) {
    return correct.publish(id);
  }

  @Override
  public void withdraw(ImageId id, boolean putIsOver) {
    correct.withdraw(id, putIsOver);
  }

  @Override
  public Optional<Image> delete(OwnerId owner, ImageId id) {
    return correct.delete(owner, id);
  }

  @Override
  public int deleteAll(OwnerId owner) {
    return correct.deleteAll(owner);
  }

  @Override
  public void remove(ImageId id) {
    correct.remove(id);
  }

  @Override
  public Optional<Image> find(OwnerId owner, ImageId id) {
    return correct.find(owner, id);
  }

  @Override
  public ImagePage page(OwnerId owner, Optional<ImageId> before, int limit) {
    return correct.page(owner, before, limit);
  }

  @Override
  public List<Claim> claimUnfinished(Duration olderThan, int limit) {
    return correct.claimUnfinished(olderThan, limit);
  }

  @Override
  public List<Image> pageByKey(Optional<ObjectKey> after, int limit) {
    return correct.pageByKey(after, limit);
  }

  @Override
  public Optional<Image> findByKey(ObjectKey key) {
    return correct.findByKey(key);
  }
}
