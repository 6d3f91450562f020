package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.ForwardingVariantRepository;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository of variants, measured. */
final class MeasuredVariants extends ForwardingVariantRepository {

  /** Told apart from those of images. */
  private enum Operation {
    VARIANT_FIND,
    VARIANT_INSERT,
    VARIANT_PUBLISH,
    VARIANT_WITHDRAW,
    VARIANT_CLAIM_UNFINISHED,
    VARIANT_CLAIM_ALL_OF,
    VARIANT_REMOVE,
    VARIANT_RETIRE,
    VARIANT_LOSE,
    VARIANT_PAGE_BY_KEY,
    VARIANT_FIND_BY_KEY
  }

  private final BackEndTimers<Operation> timers;

  MeasuredVariants(VariantRepository variants, MeterRegistry registry) {
    super(variants);
    this.timers = new BackEndTimers<>(registry, BackEnd.DATABASE, Operation.class);
  }

  @Override
  public Map<ImageId, Map<VariantName, ImageObject>> find(
      OwnerId owner, Collection<ImageId> images) {
    return timers.time(Operation.VARIANT_FIND, () -> super.find(owner, images));
  }

  @Override
  public Optional<Variant> insert(Rendering rendering, VariantSpec spec, ImageObject object) {
    return timers.time(Operation.VARIANT_INSERT, () -> super.insert(rendering, spec, object));
  }

  @Override
  public boolean publish(Variant variant) {
    return timers.time(Operation.VARIANT_PUBLISH, () -> super.publish(variant));
  }

  @Override
  public void withdraw(Variant variant, boolean putIsOver) {
    timers.time(Operation.VARIANT_WITHDRAW, () -> super.withdraw(variant, putIsOver));
  }

  @Override
  public List<VariantClaim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    return timers.time(
        Operation.VARIANT_CLAIM_UNFINISHED, () -> super.claimUnfinished(olderThan, latePut, limit));
  }

  @Override
  public List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut) {
    return timers.time(Operation.VARIANT_CLAIM_ALL_OF, () -> super.claimAllOf(images, latePut));
  }

  @Override
  public void remove(Collection<Variant> variants) {
    timers.time(Operation.VARIANT_REMOVE, () -> super.remove(variants));
  }

  @Override
  public boolean retire(int limit) {
    return timers.time(Operation.VARIANT_RETIRE, () -> super.retire(limit));
  }

  @Override
  public void lose(Variant variant) {
    timers.time(Operation.VARIANT_LOSE, () -> super.lose(variant));
  }

  @Override
  public List<Variant> pageByKey(String after, int limit) {
    return timers.time(Operation.VARIANT_PAGE_BY_KEY, () -> super.pageByKey(after, limit));
  }

  @Override
  public Optional<Variant> findByKey(ObjectKey key) {
    return timers.time(Operation.VARIANT_FIND_BY_KEY, () -> super.findByKey(key));
  }
}
