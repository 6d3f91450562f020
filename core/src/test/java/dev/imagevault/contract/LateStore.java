package dev.imagevault.contract;

import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;

/** A store as it is behind a wire on which requests are late, whether its own are or not. */
final class LateStore extends ForwardingStorage {

  static final Duration LATE_PUT = Duration.ofMinutes(16);

  LateStore(ImageStorage storage) {
    super(storage);
  }

  @Override
  public Duration latePut() {
    return LATE_PUT;
  }
}
