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
}
