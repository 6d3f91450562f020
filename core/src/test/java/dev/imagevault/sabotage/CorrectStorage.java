package dev.imagevault.sabotage;

import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ForwardingStorage;
import java.time.Clock;

/** A correct store, to be sabotaged in one place. */
class CorrectStorage extends ForwardingStorage {

  CorrectStorage() {
    super(new InMemoryImageStorage(Clock.systemUTC()));
  }
}
