package dev.imagevault.app.dev;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of an object is asked for (RFC 9110, section 14.2). As S3 does, several ranges at once and
 * what is no range are answered with the whole.
 *
 * @param first byte
 * @param length in bytes; 0 where none of the bytes asked for exists
 * @param total bytes of the object
 */
record ByteRange(long first, long length, long total) {

  private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** Returns what this value of {@code Range} asks for. */
  static ByteRange parse(@Nullable String header, long total) {
    Matcher range = SINGLE.matcher(header == null ? "" : header);
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return new ByteRange(0, total, total);
    }
    if (range.group(1).isEmpty()) {
      long length = Math.min(Long.parseLong(range.group(2)), total);
      return new ByteRange(total - length, length, total);
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? total - 1 : Long.parseLong(range.group(2));
    if (last < first && !range.group(2).isEmpty()) {
      return new ByteRange(0, total, total);
    }
    return new ByteRange(first, Math.max(0, Math.min(last, total - 1) - first + 1), total);
  }

  /** Returns whether there is nothing to send: status 416. */
  boolean isUnsatisfiable() {
    return length == 0 && total > 0;
  }

  /** Returns whether some bytes are left out: status 206. */
  boolean isPartial() {
    return length < total;
  }

  /** Returns the value of {@code Content-Range}. */
  String header() {
    return "bytes " + first + "-" + (first + length - 1) + "/" + total;
  }
}
