package dev.imagevault.javalin.token;

import java.net.URI;
import java.util.regex.Pattern;

/** URLs that keys may be fetched from: nobody on the way can have put in others. */
final class SafeUrl {

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])");

  private SafeUrl() {}

  /** Returns whether it is a URL of https, or of http on the loopback. */
  static boolean isSafe(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.matcher(url.getHost()).matches()));
  }
}
