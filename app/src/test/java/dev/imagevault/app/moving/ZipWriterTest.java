package dev.imagevault.app.moving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipWriterTest {

  private static final Instant TIME = Instant.parse("2024-02-29T12:34:56Z");

  @TempDir private Path directory;

  private static void add(ZipWriter zip, String name, byte[] content) throws Exception {
    OutputStream out = zip.begin(name, TIME);
    out.write(content, 0, content.length);
    zip.keep();
  }

  @Test
  void otherProgramsReadWhatIsKept() throws Exception {
    Path file = directory.resolve("a.zip");
    byte[] large = new byte[200_000];
    large[7] = 1;
    try (ZipWriter zip = new ZipWriter(file)) {
      add(zip, "größe 😀.jpg", "one".getBytes(StandardCharsets.UTF_8));
      zip.begin("lost.jpg", TIME).write(large);
      zip.discard();
      add(zip, "large.jpg", large);
      add(zip, "empty", new byte[0]);
      zip.finish();
    }
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(read.stream().map(ZipEntry::getName))
          .containsExactly("größe 😀.jpg", "large.jpg", "empty");
      assertThat(read.stream().map(entry -> entry.getLastModifiedTime().toInstant()))
          .containsOnly(TIME);
      assertThat(read.getInputStream(read.getEntry("large.jpg")).readAllBytes()).isEqualTo(large);
    }
    // From its beginning on, without the directory.
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("größe 😀.jpg");
      assertThat(zip.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("one");
      assertThat(zip.getNextEntry().getSize()).isEqualTo(large.length);
    }
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void holdsMoreFilesThanSixteenBitsCount() throws Exception {
    Path file = directory.resolve("many.zip");
    try (ZipWriter zip = new ZipWriter(file)) {
      for (int i = 0; i < 66_000; i++) {
        add(zip, i + ".gif", new byte[0]);
      }
      zip.finish();
    }
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(read.size()).isEqualTo(66_000);
      Enumeration<? extends ZipEntry> entries = read.entries();
      assertThat(entries.nextElement().getName()).isEqualTo("0.gif");
    }
  }
}
