package dev.imagevault.javalin;

import dev.imagevault.javalin.telemetry.TrustedProxies;
import java.time.Duration;

/**
 * Where a server listens and how it stops.
 *
 * @param host the address to bind, such as {@code 127.0.0.1} or {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param shutdownGrace how long what is in flight may take to finish when the server stops
 * @param shutdownDelay how long the server goes on accepting connections before that
 * @param idleTimeout how long a connection is kept between requests, and before the first; longer
 *     than whoever reuses connections to the server, such as a load balancer, keeps them
 * @param trustedProxies whose word on a client's address counts
 */
public record ImageServerOptions(
    String host,
    int port,
    Duration shutdownGrace,
    Duration shutdownDelay,
    Duration idleTimeout,
    TrustedProxies trustedProxies) {

  /** As the canonical one, without delay and proxies, and with 75 seconds of idleness. */
  public ImageServerOptions(String host, int port, Duration shutdownGrace) {
    this(host, port, shutdownGrace, Duration.ZERO, Duration.ofSeconds(75), TrustedProxies.NONE);
  }

  /** Refuses ports and times that cannot be. */
  public ImageServerOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
    }
    if (shutdownGrace.isNegative()) {
      throw new IllegalArgumentException("shutdownGrace is not negative: " + shutdownGrace);
    }
    if (shutdownDelay.isNegative()) {
      throw new IllegalArgumentException("shutdownDelay is not negative: " + shutdownDelay);
    }
    if (idleTimeout.isNegative() || idleTimeout.isZero()) {
      throw new IllegalArgumentException("idleTimeout is positive, not " + idleTimeout);
    }
  }
}
