package dev.imagevault.app.moving;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where files are exported to, one after the other. A file appears under its name when it is whole;
 * nothing that was there before is touched. Not thread-safe, apart from {@link #close}.
 */
sealed interface Destination extends AutoCloseable permits Folder, Archive {

  /**
   * Returns it: an archive if the name ends in {@code .zip}, else a folder.
   *
   * @throws StartException something is there already, or there is no place for it
   */
  static Destination open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    boolean zip = absolute.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    if (parent == null || !Files.isDirectory(parent)) {
      throw unusable(path, "is in no folder that exists: create that first");
    }
    if (Files.exists(absolute) && (zip || !isEmptyFolder(absolute))) {
      throw unusable(
          path, "exists already: name a new " + (zip ? "file" : "folder, or an empty one"));
    }
    if (!zip && !takesAllNames(absolute)) {
      throw unusable(
          path,
          "cannot be used: the locale of this shell has no names beyond ASCII; set LC_ALL=C.UTF-8,"
              + " or name a .zip");
    }
    try {
      return zip ? Archive.open(absolute) : Folder.open(absolute);
    } catch (IOException e) {
      throw unusable(path, "cannot be written (" + e + "): choose another place");
    }
  }

  /** Java writes file names as the locale has it, and fails at what that does not know. */
  private static boolean takesAllNames(Path folder) {
    try {
      return folder.resolve("é漢😀").startsWith(folder);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isEmptyFolder(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw unusable(path, "cannot be read (" + e + "): choose another place");
    }
  }

  private static StartException unusable(Path path, String why) {
    return new StartException(ExitCode.USAGE, path + " " + why, null);
  }

  /** Returns a folder on the same disk, for what is not exported itself. */
  Path scratch();

  /** Returns what takes the bytes of the next file, until it is kept or discarded. */
  OutputStream begin(String name, Instant modified) throws IOException;

  /** The file that was begun is whole. */
  void keep() throws IOException;

  /** The file that was begun is not exported. */
  void discard() throws IOException;

  /** All files are there. Nothing is begun any more. */
  void finish() throws IOException;

  /** What is not whole is removed. Harmless once it is finished. */
  @Override
  void close() throws IOException;
}
