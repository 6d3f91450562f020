package dev.imagevault.port;

import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A queue that hands every call to another one. Override what is to be different: a decorator that
 * measures, or a test that fails one call.
 */
public class ForwardingRenderingQueue implements RenderingQueue {

  private final RenderingQueue queue;

  /** Hands every call to this one. */
  public ForwardingRenderingQueue(RenderingQueue queue) {
    this.queue = queue;
  }

  @Override
  public void name(Collection<VariantSpec> variants) {
    queue.name(variants);
  }

  @Override
  public List<VariantSpec> named() {
    return queue.named();
  }

  @Override
  public void atWork(Set<MediaType> reads, Set<Encoding> writes) {
    queue.atWork(reads, writes);
  }

  @Override
  public Set<Ability> abilities() {
    return queue.abilities();
  }

  @Override
  public List<Rendering> claim(
      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
    return queue.claim(reads, writes, timeout, limit);
  }

  @Override
  public void settle(Rendering rendering, Outcome outcome) {
    queue.settle(rendering, outcome);
  }

  @Override
  public Set<ImageId> failed(OwnerId owner, Collection<ImageId> images) {
    return queue.failed(owner, images);
  }

  @Override
  public int retryFailed() {
    return queue.retryFailed();
  }

  @Override
  public boolean fill(int limit) {
    return queue.fill(limit);
  }

  @Override
  public Waiting waiting() {
    return queue.waiting();
  }
}
