package dev.imagevault.javalin.telemetry;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom proxies say they were asked by, the nearest last. What is no address, such as {@code
 * unknown}, is an empty entry.
 */
final class ForwardedHops {

  /** A port may follow; an IPv6 address is then in brackets, and may be so without one. */
  private static final Pattern NODE =
      Pattern.compile("\\[([^\\]]*)](?::[0-9]{1,5})?|([^:]*):[0-9]{1,5}|(.*)");

  /** One parameter of RFC 7239, up to the next, to the next proxy's, or to the end of the line. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;,\"]*))"
              + "[ \t]*([;,]|$)");

  private ForwardedHops() {}

  /** Returns those of {@code X-Forwarded-For}, of all its lines. */
  static List<Optional<InetAddress>> xForwardedFor(List<String> lines) {
    List<Optional<InetAddress>> hops = new ArrayList<>();
    for (String line : lines) {
      for (String node : line.split(",", -1)) {
        hops.add(address(node.strip()));
      }
    }
    return hops;
  }

  /** Returns those of {@code Forwarded}, of all its lines. One that is malformed has no address. */
  static List<Optional<InetAddress>> forwarded(List<String> lines) {
    List<Optional<InetAddress>> hops = new ArrayList<>();
    for (String line : lines) {
      hops.addAll(forwarded(line));
    }
    return hops;
  }

  private static List<Optional<InetAddress>> forwarded(String line) {
    List<Optional<InetAddress>> hops = new ArrayList<>();
    Optional<InetAddress> hop = Optional.empty();
    Matcher parameter = PARAMETER.matcher(line);
    int end = 0;
    while (end < line.length() && parameter.find()) {
      end = parameter.end();
      if (parameter.group(1).equalsIgnoreCase("for")) {
        String quoted = parameter.group(2);
        hop = address(quoted == null ? parameter.group(3) : quoted);
      }
      if (!parameter.group(4).equals(";")) {
        hops.add(hop);
        hop = Optional.empty();
      }
    }
    return end < line.length() || hops.isEmpty() ? List.of(Optional.empty()) : hops;
  }

  private static Optional<InetAddress> address(String node) {
    Matcher matcher = NODE.matcher(node);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (int group = 1; group <= 3; group++) {
      if (matcher.group(group) != null) {
        return AddressLiteral.parse(matcher.group(group));
      }
    }
    return Optional.empty();
  }
}
