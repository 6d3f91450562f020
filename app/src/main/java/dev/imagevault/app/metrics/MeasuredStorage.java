package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A store, measured; of what is streamed, the time until it begins. */
final class MeasuredStorage implements ImageStorage {

  private enum Operation {
    PUT,
    OPEN,
    DELETE,
    LIST
  }

  private final ImageStorage storage;
  private final BackEndTimers<Operation> timers;

  MeasuredStorage(ImageStorage storage, MeterRegistry registry) {
    this.storage = storage;
    this.timers = new BackEndTimers<>(registry, BackEnd.STORAGE, Operation.class);
  }

  @Override
  public void put(ObjectKey key, ImageFormat format, ImageBytes bytes, Duration timeout) {
    timers.time(Operation.PUT, () -> storage.put(key, format, bytes, timeout));
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    return timers.time(Operation.OPEN, () -> storage.open(key));
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    timers.time(Operation.DELETE, () -> storage.delete(key, timeout));
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return timers.time(Operation.LIST, () -> storage.list(prefix));
  }
}
