package dev.imagevault.port;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository of variants that hands every call to another one. Override what is to be different:
 * a decorator that measures, or a test that fails one call.
 */
public class ForwardingVariantRepository implements VariantRepository {

  private final VariantRepository repository;

  /** Hands every call to this one. */
  public ForwardingVariantRepository(VariantRepository repository) {
    this.repository = repository;
  }

  @Override
  public Map<ImageId, Map<VariantName, ImageObject>> find(
      OwnerId owner, Collection<ImageId> images) {
    return repository.find(owner, images);
  }

  @Override
  public Optional<Variant> insert(Rendering rendering, VariantSpec spec, ImageObject object) {
    return repository.insert(rendering, spec, object);
  }

  @Override
  public boolean publish(Variant variant) {
    return repository.publish(variant);
  }

  @Override
  public void withdraw(Variant variant, boolean putIsOver) {
    repository.withdraw(variant, putIsOver);
  }

  @Override
  public List<VariantClaim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    return repository.claimUnfinished(olderThan, latePut, limit);
  }

  @Override
  public List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut) {
    return repository.claimAllOf(images, latePut);
  }

  @Override
  public void remove(Collection<Variant> variants) {
    repository.remove(variants);
  }

  @Override
  public boolean retire(int limit) {
    return repository.retire(limit);
  }

  @Override
  public void lose(Variant variant) {
    repository.lose(variant);
  }

  @Override
  public List<Variant> pageByKey(String after, int limit) {
    return repository.pageByKey(after, limit);
  }

  @Override
  public Optional<Variant> findByKey(ObjectKey key) {
    return repository.findByKey(key);
  }
}
