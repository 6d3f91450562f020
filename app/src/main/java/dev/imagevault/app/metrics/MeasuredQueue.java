package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.ForwardingRenderingQueue;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A queue of renderings, measured: what users, sweeps and workers wait for. */
final class MeasuredQueue extends ForwardingRenderingQueue {

  private enum Operation {
    RENDERING_NAME,
    RENDERING_NAMED,
    RENDERING_AT_WORK,
    RENDERING_ABILITIES,
    RENDERING_CLAIM,
    RENDERING_SETTLE,
    RENDERING_FAILED,
    RENDERING_RETRY_FAILED,
    RENDERING_FILL,
    RENDERING_WAITING
  }

  private final BackEndTimers<Operation> timers;

  MeasuredQueue(RenderingQueue queue, MeterRegistry registry) {
    super(queue);
    this.timers = new BackEndTimers<>(registry, BackEnd.DATABASE, Operation.class);
  }

  @Override
  public void name(Collection<VariantSpec> variants) {
    timers.time(Operation.RENDERING_NAME, () -> super.name(variants));
  }

  @Override
  public List<VariantSpec> named() {
    return timers.time(Operation.RENDERING_NAMED, super::named);
  }

  @Override
  public void atWork(Set<MediaType> reads, Set<Encoding> writes) {
    timers.time(Operation.RENDERING_AT_WORK, () -> super.atWork(reads, writes));
  }

  @Override
  public Set<Ability> abilities() {
    return timers.time(Operation.RENDERING_ABILITIES, super::abilities);
  }

  @Override
  public List<Rendering> claim(
      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
    return timers.time(Operation.RENDERING_CLAIM, () -> super.claim(reads, writes, timeout, limit));
  }

  @Override
  public void settle(Rendering rendering, Outcome outcome) {
    timers.time(Operation.RENDERING_SETTLE, () -> super.settle(rendering, outcome));
  }

  @Override
  public Set<ImageId> failed(OwnerId owner, Collection<ImageId> images) {
    return timers.time(Operation.RENDERING_FAILED, () -> super.failed(owner, images));
  }

  @Override
  public int retryFailed() {
    return timers.time(Operation.RENDERING_RETRY_FAILED, super::retryFailed);
  }

  @Override
  public boolean fill(int limit) {
    return timers.time(Operation.RENDERING_FILL, () -> super.fill(limit));
  }

  @Override
  public Waiting waiting() {
    return timers.time(Operation.RENDERING_WAITING, super::waiting);
  }
}
