package dev.imagevault.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScratchTest {

  @Test
  void imagesThatAKilledProcessLeftAreRemovedByTheNextRendering() throws IOException {
    Path left = left(Duration.ofHours(2));
    Path inUse = left(Duration.ofMinutes(30));
    try (Scratch files = new Scratch(InputStream.nullInputStream())) {
      assertThat(files.original()).exists();
      assertThat(left).doesNotExist();
      assertThat(inUse.resolve("original")).exists();
    } finally {
      Files.deleteIfExists(inUse.resolve("original"));
      Files.deleteIfExists(inUse);
    }
  }

  private static Path left(Duration ago) throws IOException {
    Path directory = Files.createTempDirectory("imagevault-render-");
    Files.createFile(directory.resolve("original"));
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(ago)));
    return directory;
  }
}
