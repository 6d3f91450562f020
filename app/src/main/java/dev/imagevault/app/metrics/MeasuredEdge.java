package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.EdgeInvalidation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;

/** An edge's invalidation, measured. */
final class MeasuredEdge implements EdgeInvalidation {

  private enum Operation {
    INVALIDATE
  }

  private final EdgeInvalidation edge;
  private final BackEndTimers<Operation> timers;

  MeasuredEdge(EdgeInvalidation edge, MeterRegistry registry) {
    this.edge = edge;
    this.timers = new BackEndTimers<>(registry, BackEnd.EDGE, Operation.class);
  }

  @Override
  public void invalidate(Set<ObjectKey> keys, Duration timeout) {
    timers.time(Operation.INVALIDATE, () -> edge.invalidate(keys, timeout));
  }
}
