package dev.imagevault.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of this machine.
 *
 * @param command what it is called
 * @param debianPackage what to install to have it
 */
record Tool(String command, String debianPackage) {

  private static final long MAX_SECONDS = 600;

  /** Skips the test if the program is not installed, and says what to install. */
  void assumeInstalled() {
    boolean installed =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    assumeTrue(installed, command + " is missing: install Debian's " + debianPackage);
  }

  /** Runs the program in a directory and returns what it printed; its failure fails the test. */
  String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(command), arguments.stream()).toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MAX_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
    Files.delete(output);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(command + " " + arguments + " failed: " + printed);
    }
    return printed;
  }

  String run(Path directory, String... arguments) throws IOException, InterruptedException {
    return run(directory, List.of(arguments));
  }
}
