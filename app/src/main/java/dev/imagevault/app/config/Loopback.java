package dev.imagevault.app.config;

import java.net.URI;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What stays on this machine. Judged by the name alone: no resolver is asked. */
public final class Loopback {

  private static final Pattern HOST =
      Pattern.compile("(?i:localhost|127(?:\\.[0-9]{1,3}){3}|\\[?::1]?)");

  private Loopback() {}

  /** Returns whether all of these hosts are this machine. */
  public static boolean isLoopback(String... hosts) {
    return Arrays.stream(hosts).allMatch(host -> HOST.matcher(host).matches());
  }

  /** Returns whether this URL's host is this machine. */
  public static boolean isLoopback(URI url) {
    return url.getHost() != null && isLoopback(url.getHost());
  }
}
