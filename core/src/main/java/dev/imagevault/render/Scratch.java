package dev.imagevault.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this process's own for the files of one rendering. Closing removes it. */
public final class Scratch implements AutoCloseable {

  private static final String PREFIX = "imagevault-render-";

  /** No rendering takes so long. */
  private static final Duration STALE = Duration.ofHours(1);

  private final Path directory;

  /**
   * Makes one, among the files that are temporary on this machine. Those of this user that nobody
   * has used for an hour are removed.
   *
   * @param original is read to its end, and not closed
   */
  public Scratch(InputStream original) throws IOException {
    directory = Files.createTempDirectory(PREFIX);
    try {
      removeStale();
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
    remove(directory);
  }

  /** A process that was killed has left its images, which are private. */
  private void removeStale() {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory.toAbsolutePath().getParent(), PREFIX + "*")) {
      Instant stale = Files.getLastModifiedTime(directory).toInstant().minus(STALE);
      for (Path each : all) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(each).toInstant().isBefore(stale)
            && Files.getOwner(each).equals(Files.getOwner(directory))) {
          remove(each);
        }
      }
    } catch (IOException | DirectoryIteratorException another) {
      // Another process removes it too, and what is left the next rendering removes.
    }
  }

  private static void remove(Path directory) throws IOException {
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
