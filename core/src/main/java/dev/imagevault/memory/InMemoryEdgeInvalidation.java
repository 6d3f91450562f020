package dev.imagevault.memory;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.EdgeInvalidation;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Remembers in memory what an edge was told to forget. It never fails. Thread-safe. */
public final class InMemoryEdgeInvalidation implements EdgeInvalidation {

  private final Set<Set<ObjectKey>> accepted = ConcurrentHashMap.newKeySet();

  /** Nothing was forgotten yet. */
  public InMemoryEdgeInvalidation() {}

  @Override
  public void invalidate(Set<ObjectKey> keys, Duration timeout) {
    if (keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "at most " + MAX_KEYS + " keys are invalidated at a time, not " + keys.size());
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    accepted.add(Set.copyOf(keys));
  }

  /** {@return all keys that were ever invalidated} */
  public Set<ObjectKey> invalidated() {
    return accepted.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  /** {@return how many keys an edge would have charged for} */
  public long charged() {
    return accepted.stream().mapToLong(Set::size).sum();
  }
}
