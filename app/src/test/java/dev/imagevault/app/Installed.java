package dev.imagevault.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this machine has of the programs that render. */
final class Installed {

  private Installed() {}

  /** The test goes on only where this program is, of this package of Debian. */
  static void assume(String program, String debianPackage) {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
        debianPackage + " is not installed");
  }

  /** Returns a directory that has all programs of this machine but those of libvips. */
  static Path withoutLibvips(Path directory) throws Exception {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String path : System.getenv("PATH").split(":")) {
      if (Files.isDirectory(Path.of(path))) {
        try (Stream<Path> files = Files.list(Path.of(path))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            Path link = programs.resolve(file.getFileName());
            if (!file.getFileName().toString().startsWith("vips")
                && Files.isExecutable(file)
                && !Files.exists(link)) {
              Files.createSymbolicLink(link, file);
            }
          }
        }
      }
    }
    return programs;
  }
}
