package dev.imagevault.javalin.server;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that every answer has, and that finds a request in the logs. */
public final class RequestId {

  /** The header that has it. */
  public static final String HEADER = "X-Request-Id";

  /** What a proxy's own request id may look like; anything else could be an attack on the logs. */
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  private RequestId() {}

  /** Returns the id that was sent, if it is a sane one, else a new one. */
  public static String of(@Nullable String sent) {
    return sent != null && SANE.matcher(sent).matches() ? sent : next();
  }

  /** Returns a new id: 16 random characters. */
  static String next() {
    return String.format("%016x", ThreadLocalRandom.current().nextLong());
  }
}
