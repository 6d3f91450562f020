package dev.imagevault.app.moving;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Says every two seconds how far something is, and how long it will still take. Thread-safe. Memory
 * does not grow.
 */
final class Progress {

  private static final long BETWEEN = Duration.ofSeconds(2).toNanos();

  private final PrintStream out;
  private final long total;
  private final long start = System.nanoTime();
  private long next = start + BETWEEN;
  private long done;

  /**
   * Nothing is done yet.
   *
   * @param total how many there are, more or less
   */
  Progress(PrintStream out, long total) {
    this.out = out;
    this.total = total;
  }

  /** So many more images are done. */
  synchronized void add(long images) {
    done += images;
    long now = System.nanoTime();
    if (now - next >= 0) {
      next = now + BETWEEN;
      out.println(line(done, total, now - start));
    }
  }

  static String line(long done, long total, long nanos) {
    double perSecond = done * 1e9 / Math.max(1, nanos);
    String line = String.format(Locale.ROOT, "%,d of %,d images, %.0f/s", done, total, perSecond);
    long left = total - done;
    return left > 0 && done > 0
        ? line + ", about " + inWords(Math.round(left / perSecond)) + " left"
        : line;
  }

  private static String inWords(long seconds) {
    if (seconds < 100) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
