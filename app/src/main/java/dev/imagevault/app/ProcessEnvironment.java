package dev.imagevault.app;

import dev.imagevault.app.config.EdgeConfig;
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

  /** What is set in vain has been told: the rest of the configuration says otherwise. */
  static void tellIgnored(Environment environment) {
    List<Variable> ignored = EdgeConfig.ignored(environment);
    if (!ignored.isEmpty()) {
      LoggerFactory.getLogger(ProcessEnvironment.class)
          .warn(
              "{} ignored: with IMAGE_URLS=s3 the store shows images, not CloudFront",
              ignored.stream()
                  .map(Variable::name)
                  .collect(Collectors.joining(", ", "", ignored.size() == 1 ? " is" : " are")));
    }
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
