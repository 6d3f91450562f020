package dev.imagevault.app;

import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.process.Logging;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What this process is told: its variables, and {@code .env} in its working directory. */
final class ProcessEnvironment {

  private ProcessEnvironment() {}

  /**
   * Returns it. From now on so much is logged as it says, and what of {@code .env} is of no use has
   * been told.
   */
  static Environment read() {
    Environment environment = Environment.read(Path.of(""));
    tell(environment.skippedLines());
    try {
      environment.get(Variable.LOG_LEVEL).map(Logging::level).ifPresent(Logging::log);
    } catch (IllegalArgumentException e) {
      // It is reported with all other problems, once the configuration is read.
    }
    return environment;
  }

  /** By number alone: the text may hold a secret. */
  private static void tell(List<Integer> skippedLines) {
    if (!skippedLines.isEmpty()) {
      boolean one = skippedLines.size() == 1;
      LoggerFactory.getLogger(ProcessEnvironment.class)
          .warn(
              ".env: {} skipped, being no NAME=value",
              skippedLines.stream()
                  .map(String::valueOf)
                  .collect(
                      Collectors.joining(", ", one ? "line " : "lines ", one ? " is" : " are")));
    }
  }
}
