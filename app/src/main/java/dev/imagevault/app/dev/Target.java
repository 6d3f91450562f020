package dev.imagevault.app.dev;

import dev.imagevault.app.config.Environment;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;

/**
 * The service that a command is about.
 *
 * @param environment that configures it
 * @param kind whose it is
 */
public record Target(Environment environment, Kind kind) {

  /** Whose a service is. */
  public enum Kind {
    /** What {@code serve} would run. */
    SERVE,
    /** A dev that is running. */
    RUNNING_DEV,
    /** A dev whose data are here; its parts were started for the command alone. */
    STOPPED_DEV
  }

  /** What stands for the service's own address while it does not run: nothing answers there. */
  public static final String NOWHERE = "http://127.0.0.1:1";

  /**
   * Returns the dev of this directory.
   *
   * @param lifecycle gives up what the command had to start
   */
  public static Target dev(Environment environment, DataDirectory directory, Lifecycle lifecycle)
      throws Exception {
    DevEnvironment dev = new DevEnvironment(environment).with(directory);
    if (directory.isHeld()) {
      LocalParts parts = dev.startParts(directory, NOWHERE, lifecycle);
      return new Target(dev.with(parts), Kind.STOPPED_DEV);
    }
    LocalParts parts =
        LocalParts.announcedIn(directory)
            .orElseThrow(
                () ->
                    new StartException(
                        ExitCode.USAGE,
                        directory.path()
                            + " is in use, by a dev that is just starting or by another command:"
                            + " try again",
                        null));
    return new Target(dev.with(parts), Kind.RUNNING_DEV);
  }
}
