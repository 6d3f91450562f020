package dev.imagevault.render;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this machine has. */
final class Installed {

  private Installed() {}

  /** Skips the test if the program is not installed, and says what to install. */
  static void assume(String program, String debianPackage) {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
        program + " is missing: install Debian's " + debianPackage);
  }
}
