package dev.imagevault.memory;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A store in memory. It never fails and forgets everything with the process. Thread-safe. */
public final class InMemoryImageStorage implements ImageStorage {

  private final NavigableMap<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final Clock clock;

  /**
   * An empty store.
   *
   * @param clock stamps what is put
   */
  public InMemoryImageStorage(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
    requirePositive(timeout);
    entries.put(key.value(), new Entry(bytes.toByteArray(), mediaType.value(), clock.instant()));
  }

  /** {@return zero, since a put never fails} */
  @Override
  public Duration latePut() {
    return Duration.ZERO;
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    return Optional.ofNullable(entries.get(key.value()))
        .map(
            entry ->
                new StoredObject(
                    new ByteArrayInputStream(entry.bytes), entry.contentType, entry.bytes.length));
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    requirePositive(timeout);
    entries.remove(key.value());
  }

  @Override
  public Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout) {
    requirePositive(timeout);
    keys.forEach(key -> entries.remove(key.value()));
    return Map.of();
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return entries.tailMap(prefix, true).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .map(
            entry ->
                new ListedObject(
                    entry.getKey(), entry.getValue().bytes.length, entry.getValue().putAt));
  }

  @Override
  public void ping(Duration timeout) {
    requirePositive(timeout);
  }

  private static void requirePositive(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
  }

  /** An object; an array is never changed once it is here. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(byte[] bytes, String contentType, Instant putAt) {}
}
