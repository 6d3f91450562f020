package dev.imagevault.app;

import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.Target;
import dev.imagevault.app.process.Lifecycle;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service a command is about: the environment's, or a dev's on this machine. */
final class TargetOption {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "It is about the dev with its data here, running or not. Default: the service that the"
              + " environment configures or, where it configures none, the dev of .imagevault.")
  private @Nullable Path directory;

  /** Made by the command line. */
  TargetOption() {}

  /**
   * Returns the service.
   *
   * @param lifecycle gives up what had to be started for it
   */
  Target target(Lifecycle lifecycle) throws Exception {
    Environment environment = ProcessEnvironment.read();
    Path dev = directory == null ? Path.of(".imagevault") : directory;
    if (directory == null && (configuresService(environment) || !DataDirectory.exists(dev))) {
      return new Target(environment, Target.Kind.SERVE);
    }
    DataDirectory data =
        lifecycle.start(() -> DataDirectory.attach(dev.toAbsolutePath().normalize()));
    return Target.dev(environment, data, lifecycle);
  }

  private static boolean configuresService(Environment environment) {
    return Stream.of(Variable.DATABASE_URL, Variable.AWS_S3_BUCKET, Variable.CLOUDFRONT_DOMAIN)
        .anyMatch(environment::has);
  }
}
