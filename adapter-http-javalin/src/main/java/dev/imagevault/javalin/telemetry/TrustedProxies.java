package dev.imagevault.javalin.telemetry;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The proxies in front of a server, whose word on the client's address counts. Nobody else's does,
 * since whoever connects can send any header. Immutable.
 */
public final class TrustedProxies {

  /** Trusts nobody: the client is who connects. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /** The addresses that begin with the same bits. */
  private record Network(InetAddress address, int bits) {

    boolean contains(InetAddress other) {
      byte[] ours = address.getAddress();
      byte[] theirs = other.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((ours[bit / 8] ^ theirs[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Returns those that a comma-separated list of addresses and networks names, such as {@code
   * 10.0.0.0/8,2001:db8::7}.
   *
   * @throws IllegalArgumentException an entry is neither; the message completes a sentence that
   *     begins with the list's name
   */
  public static TrustedProxies parse(String text) {
    return new TrustedProxies(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .map(TrustedProxies::network)
            .toList());
  }

  private static Network network(String text) {
    String[] parts = text.split("/", 2);
    InetAddress address =
        AddressLiteral.parse(parts[0])
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "has an entry that is neither an address nor a network such as 10.0.0.0/8"
                            + " or 2001:db8::/32"));
    int most = address.getAddress().length * 8;
    if (parts.length == 1) {
      return new Network(address, most);
    }
    int bits = parts[1].matches("[0-9]{1,3}") ? Integer.parseInt(parts[1]) : -1;
    if (bits < 1 || bits > most) {
      // Of 0 bits everybody would be trusted, and so everybody's word would count.
      throw new IllegalArgumentException(
          "has a network whose prefix is not a number from 1 to " + most);
    }
    return new Network(address, bits);
  }

  private boolean trust(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /**
   * Returns the client's address: of who connected or, as far as that is a trusted proxy, of whom
   * it says it forwards for. If it says so in both headers, and not the same, one of them is the
   * client's own: then the answer is who connected.
   *
   * @param connected the other end of the connection
   * @param xForwardedFor the lines of {@code X-Forwarded-For}
   * @param forwarded the lines of {@code Forwarded} (RFC 7239)
   */
  public InetAddress client(
      InetAddress connected, List<String> xForwardedFor, List<String> forwarded) {
    if (forwarded.isEmpty()) {
      return client(connected, ForwardedHops.xForwardedFor(xForwardedFor));
    }
    InetAddress client = client(connected, ForwardedHops.forwarded(forwarded));
    boolean agreed =
        xForwardedFor.isEmpty()
            || client.equals(client(connected, ForwardedHops.xForwardedFor(xForwardedFor)));
    return agreed ? client : connected;
  }

  /**
   * A proxy adds whom it was asked by at the end; what is before that, it was sent. So the first
   * from the end who is no trusted proxy is the client, and nothing before counts.
   */
  private InetAddress client(InetAddress connected, List<Optional<InetAddress>> hops) {
    InetAddress client = connected;
    for (int i = hops.size() - 1; i >= 0 && trust(client); i--) {
      if (hops.get(i).isEmpty()) {
        break;
      }
      client = hops.get(i).get();
    }
    return client;
  }
}
