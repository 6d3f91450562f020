package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store that hands every call to another one. Override what is to be different: a decorator that
 * measures, or a test that fails one call.
 */
public class ForwardingStorage implements ImageStorage {

  private final ImageStorage storage;

  /** Hands every call to this store. */
  public ForwardingStorage(ImageStorage storage) {
    this.storage = storage;
  }

  @Override
  public void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
    storage.put(key, mediaType, bytes, timeout);
  }

  @Override
  public Duration latePut() {
    return storage.latePut();
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    return storage.open(key);
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    storage.delete(key, timeout);
  }

  @Override
  public Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout) {
    return storage.deleteAll(keys, timeout);
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return storage.list(prefix);
  }

  @Override
  public void ping(Duration timeout) {
    storage.ping(timeout);
  }
}
