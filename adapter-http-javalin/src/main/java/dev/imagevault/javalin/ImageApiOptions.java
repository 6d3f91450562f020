package dev.imagevault.javalin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the HTTP API allows.
 *
 * @param uploadMemory bytes of heap that uploads in flight and their checks may hold together; at
 *     least the size of the largest file. Fewer than one and a half times that size and 4.1 MiB
 *     count as so many
 * @param requestTimeout within which the body of a request must have arrived
 * @param corsOrigins the origins, such as {@code https://example.org}, whose pages may call the API
 * @param uploadRate how often each user may upload to this process; empty for any number of times
 * @param pathPrefix where a proxy shows the service, such as {@code /media}, which the proxy takes
 *     away; or empty
 */
public record ImageApiOptions(
    long uploadMemory,
    Duration requestTimeout,
    Set<String> corsOrigins,
    Optional<RateLimit> uploadRate,
    String pathPrefix) {

  /** A quarter of the heap, two minutes, no other origins, no limit of the rate, no prefix. */
  public static final ImageApiOptions DEFAULT =
      new ImageApiOptions(
          Runtime.getRuntime().maxMemory() / 4,
          Duration.ofMinutes(2),
          Set.of(),
          Optional.empty(),
          "");

  /** Refuses what is not positive, and keeps a copy of the origins that nobody can change. */
  public ImageApiOptions {
    if (uploadMemory < 1) {
      throw new IllegalArgumentException("uploadMemory is positive, not " + uploadMemory);
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("requestTimeout is positive, not " + requestTimeout);
    }
    corsOrigins = Set.copyOf(corsOrigins);
  }

  /** Returns the same with another {@code uploadMemory}. */
  public ImageApiOptions withUploadMemory(long bytes) {
    return new ImageApiOptions(bytes, requestTimeout, corsOrigins, uploadRate, pathPrefix);
  }

  /** Returns the same with another {@code requestTimeout}. */
  public ImageApiOptions withRequestTimeout(Duration timeout) {
    return new ImageApiOptions(uploadMemory, timeout, corsOrigins, uploadRate, pathPrefix);
  }

  /** Returns the same with other {@code corsOrigins}. */
  public ImageApiOptions withCorsOrigins(Set<String> origins) {
    return new ImageApiOptions(uploadMemory, requestTimeout, origins, uploadRate, pathPrefix);
  }

  /** Returns the same with another {@code uploadRate}. */
  public ImageApiOptions withUploadRate(RateLimit rate) {
    return new ImageApiOptions(
        uploadMemory, requestTimeout, corsOrigins, Optional.of(rate), pathPrefix);
  }

  /** Returns the same with another {@code pathPrefix}. */
  public ImageApiOptions withPathPrefix(String prefix) {
    return new ImageApiOptions(uploadMemory, requestTimeout, corsOrigins, uploadRate, prefix);
  }
}
