package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A store, measured; of what is streamed, the time until it begins. */
final class MeasuredStorage extends ForwardingStorage {

  private enum Operation {
    PUT,
    OPEN,
    DELETE,
    DELETE_ALL,
    LIST
  }

  private final BackEndTimers<Operation> timers;

  MeasuredStorage(ImageStorage storage, MeterRegistry registry) {
    super(storage);
    this.timers = new BackEndTimers<>(registry, BackEnd.STORAGE, Operation.class);
  }

  @Override
  public void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
    timers.time(Operation.PUT, () -> super.put(key, mediaType, bytes, timeout));
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    return timers.time(Operation.OPEN, () -> super.open(key));
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    timers.time(Operation.DELETE, () -> super.delete(key, timeout));
  }

  /** One call, however many objects; each that could not be deleted is a failure. */
  @Override
  public Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout) {
    Map<ObjectKey, BackEndException> failures =
        timers.time(Operation.DELETE_ALL, () -> super.deleteAll(keys, timeout));
    failures.values().forEach(failure -> timers.failed(Operation.DELETE_ALL, failure));
    return failures;
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return timers.time(Operation.LIST, () -> super.list(prefix));
  }
}
