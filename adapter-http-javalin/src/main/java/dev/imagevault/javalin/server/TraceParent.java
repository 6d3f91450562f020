package dev.imagevault.javalin.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header of W3C Trace Context, level 1 and what later levels may add. */
final class TraceParent {

  /** Version 00 ends with the flags; a later one may go on after a dash. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final int LONGEST = 512;

  private TraceParent() {}

  /** Returns the id of the trace, or empty where the header is none that is valid. */
  static Optional<String> traceId(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(header);
    if (!form.matches() || (form.group(1).equals("00") && form.group(3) != null)) {
      return Optional.empty();
    }
    return Optional.of(form.group(2));
  }
}
