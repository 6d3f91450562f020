package dev.imagevault.sabotage;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A correct store, to be sabotaged in one place. */
class ForwardingStorage implements ImageStorage {

  final ImageStorage correct = new InMemoryImageStorage(Clock.systemUTC());

  @Override
  public void put(ObjectKey key, ImageFormat format, ImageBytes bytes, Duration timeout) {
    correct.put(key, format, bytes, timeout);
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    return correct.open(key);
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    correct.delete(key, timeout);
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return correct.list(prefix);
  }
}
