package dev.imagevault.spring;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether what the vault stands on answers. */
record BackEndCheck(ImageStorage storage, ImageRepository records) {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Asks each of them, and returns why one does not answer, by its name; empty if all do. */
  Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    for (Runnable ping : new Runnable[] {records::ping, () -> storage.ping(PATIENCE)}) {
      try {
        ping.run();
      } catch (BackEndException e) {
        failures.put(e.backEnd().name().toLowerCase(Locale.ROOT), e.getMessage());
      }
    }
    return failures;
  }
}
