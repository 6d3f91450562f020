package dev.imagevault.javalin;

import java.time.Duration;

/**
 * Where a server listens and how it stops.
 *
 * @param host the address to bind, such as {@code 127.0.0.1} or {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param shutdownGrace how long what is in flight may take to finish when the server stops
 */
public record ImageServerOptions(String host, int port, Duration shutdownGrace) {

  /** Refuses ports and times that cannot be. */
  public ImageServerOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
    }
    if (shutdownGrace.isNegative()) {
      throw new IllegalArgumentException("shutdownGrace is not negative: " + shutdownGrace);
    }
  }
}
