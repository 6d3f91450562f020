package dev.imagevault.app.service;

import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Whether the addresses of a configuration can be listened on. */
public final class Listening {

  private Listening() {}

  /**
   * Fails fast if the service's address or the operators' cannot be bound.
   *
   * @throws StartException one cannot
   */
  public static void check(ServerConfig server) {
    check(server, server.port(), Variable.PORT);
    checkAdmin(server);
  }

  /** As the other one, of the operators' address, if there is one. */
  public static void checkAdmin(ServerConfig server) {
    server.adminPort().ifPresent(port -> check(server, port, Variable.ADMIN_PORT));
  }

  private static void check(ServerConfig server, int port, Variable variable) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(server.host()))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw refused(server, port, variable, e);
    }
  }

  static StartException refused(ServerConfig server, int port, Variable variable, IOException e) {
    return new StartException(
        ExitCode.USAGE,
        "cannot listen on "
            + server.host()
            + ":"
            + port
            + " ("
            + e.getMessage()
            + "): stop what uses it, or set "
            + variable
            + " or HOST",
        e);
  }
}
