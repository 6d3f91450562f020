package com.example.files;

import dev.imagevault.contract.ImageLifeContract;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails in uploading and deleting, files and records agree in the end. */
class FileImageLifeContractTest extends ImageLifeContract {

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  @Override
  protected ImageStorage storage() throws IOException {
    return new FileImageStorage(directory);
  }

  @Override
  protected ImageRepository emptyRepository() {
    return new InMemoryImageRepository(clock);
  }

  @Override
  protected void passTime(Duration duration) {
    now = now.plus(duration);
  }
}
