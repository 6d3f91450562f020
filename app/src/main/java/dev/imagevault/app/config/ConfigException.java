package dev.imagevault.app.config;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration does not do. Nothing has been started. */
public final class ConfigException extends StartException {

  private static final long serialVersionUID = 1L;

  /**
   * Says everything that is wrong with it at once.
   *
   * @param problems each names a variable and the remedy, and never repeats a value
   * @param cause why, or null
   */
  public ConfigException(List<String> problems, @Nullable Throwable cause) {
    super(
        ExitCode.USAGE,
        problems.size() == 1
            ? problems.get(0)
            : problems.size()
                + " problems with the configuration:\n  "
                + String.join("\n  ", problems),
        cause);
  }
}
