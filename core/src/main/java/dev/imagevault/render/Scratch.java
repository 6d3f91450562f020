package dev.imagevault.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this process's own for the files of one rendering. Closing removes it. */
public final class Scratch implements AutoCloseable {

  private final Path directory;

  /**
   * Makes one, among the files that are temporary on this machine.
   *
   * @param original is read to its end, and not closed
   */
  public Scratch(InputStream original) throws IOException {
    directory = Files.createTempDirectory("imagevault-render-");
    try {
      Files.copy(original, original());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the file that the original is in. */
  public Path original() {
    return path("original");
  }

  /** Returns where a file of this name is or will be. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  /** Removes the directory and all its files. */
  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
