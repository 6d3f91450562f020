package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;

/** The servers of dev mode, which the jar for production comes without. */
public final class LocalServers {

  private LocalServers() {}

  /**
   * Returns where they are there.
   *
   * @throws StartException naming the jar that has them, otherwise
   */
  public static void check() {
    if (LocalServers.class.getResource("/org/gaul/s3proxy/S3Proxy.class") == null) {
      throw new StartException(
          ExitCode.USAGE,
          "this jar is for production and has no servers of its own: run imagevault.jar instead",
          null);
    }
  }
}
