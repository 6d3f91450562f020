package dev.imagevault.app.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The bounds of the histograms: fixed and few, since each is a series of its own. */
final class Buckets {

  /** From a hit of a cache to the longest that a request may take. */
  static final Duration[] DURATIONS =
      LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** From an icon to the largest file that can be allowed. */
  static final double[] BYTES =
      DoubleStream.of(16, 64, 256, 1024, 2 * 1024, 5 * 1024, 10 * 1024, 32 * 1024, 64 * 1024)
          .map(kibibytes -> kibibytes * 1024)
          .toArray();

  private Buckets() {}
}
