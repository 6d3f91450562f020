package dev.imagevault.render;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this machine has. */
final class Installed {

  private Installed() {}

  /** Skips the test if there is no sandbox here, whoever asks for it. */
  static void assumeSandbox() throws IOException {
    assume("bwrap", "bubblewrap");
    Process bare =
        new ProcessBuilder("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")
            .redirectErrorStream(true)
            .start();
    String complaint = new String(bare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(
        bare.onExit().join().exitValue() == 0,
        "no user namespaces here, which bwrap makes: " + complaint.strip());
  }

  /** Skips the test if the program is not installed, and says what to install. */
  static void assume(String program, String debianPackage) {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
        program + " is missing: install Debian's " + debianPackage);
  }
}
