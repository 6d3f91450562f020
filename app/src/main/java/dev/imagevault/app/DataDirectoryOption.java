package dev.imagevault.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names dev's data directory. */
final class DataDirectoryOption {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".imagevault",
      description = "Where dev keeps its data. Default: ${DEFAULT-VALUE}.")
  private Path path = Path.of(".imagevault");

  /** Made by the command line. */
  DataDirectoryOption() {}

  /** Returns the directory, absolute. */
  Path path() {
    return path.toAbsolutePath().normalize();
  }
}
