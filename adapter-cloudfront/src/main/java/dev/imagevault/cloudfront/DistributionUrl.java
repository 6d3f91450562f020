package dev.imagevault.cloudfront;

import dev.imagevault.domain.ObjectKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a distribution answers: what stands before an object's key in its URL.
 *
 * @param value such as {@code https://d111111abcdef8.cloudfront.net} or {@code
 *     http://localhost:8080/cdn}: scheme and host in lower case, no default port, no slash at the
 *     end, and none of the characters that are wildcards in a policy
 */
public record DistributionUrl(String value) {

  private static final String HOST = "(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])";
  private static final String PORT = ":[1-9][0-9]{0,4}";
  private static final String PATH = "(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*";

  private static final Pattern SHAPE =
      Pattern.compile("(https?://" + HOST + "(?:" + PORT + ")?)(" + PATH + ")");

  /**
   * Refuses every other shape.
   *
   * @param value see above; {@link #parse} brings what people write into this shape
   */
  public DistributionUrl {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a distribution is a host, such as d111111abcdef8.cloudfront.net, or a URL of http or"
              + " https without user, query and fragment, its path of A-Z a-z 0-9 . _ ~ - alone");
    }
  }

  /**
   * Returns the distribution that this text names.
   *
   * @param text a host, with or without a port, for https; or a URL. Spaces around it, slashes at
   *     its end, a default port and upper case in scheme and host make no difference
   * @return the distribution
   * @throws IllegalArgumentException where it is neither; the message does not repeat it
   */
  public static DistributionUrl parse(String text) {
    String url = text.strip();
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      url = "https://" + url;
      scheme = "https".length();
    }
    int slash = url.indexOf('/', scheme + 3);
    String origin = (slash < 0 ? url : url.substring(0, slash)).toLowerCase(Locale.ROOT);
    String path = slash < 0 ? "" : url.substring(slash);
    if (origin.startsWith("https:")) {
      origin = withoutEnd(origin, ":443");
    } else {
      origin = withoutEnd(origin, ":80");
    }
    while (path.endsWith("/")) {
      path = withoutEnd(path, "/");
    }
    return new DistributionUrl(origin + path);
  }

  /**
   * Returns the URL of an object, not signed.
   *
   * @param key of the object
   * @return the distribution's URL, a slash and the key
   */
  public String urlOf(ObjectKey key) {
    return value + "/" + key.value();
  }

  /** Returns the path of that URL, as a viewer requests it. */
  String pathOf(ObjectKey key) {
    Matcher matcher = SHAPE.matcher(value);
    return (matcher.matches() ? matcher.group(2) : "") + "/" + key.value();
  }

  private static String withoutEnd(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  /** Returns the URL. */
  @Override
  public String toString() {
    return value;
  }
}
