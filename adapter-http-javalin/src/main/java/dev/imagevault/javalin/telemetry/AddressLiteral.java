package dev.imagevault.javalin.telemetry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as they are written. Names are none: nobody is asked what they stand for. */
final class AddressLiteral {

  private static final String BYTE = "(0|[1-9][0-9]{0,2})";
  private static final Pattern V4 = Pattern.compile(String.join("\\.", BYTE, BYTE, BYTE, BYTE));

  /** With a colon it is never looked up as a name. */
  private static final Pattern V6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}");

  private AddressLiteral() {}

  /**
   * Returns the address, or empty where the text is none. An IPv4 address that is written as an
   * IPv6 one is the IPv4 address.
   */
  static Optional<InetAddress> parse(String text) {
    try {
      Matcher v4 = V4.matcher(text);
      if (v4.matches()) {
        byte[] address = new byte[4];
        for (int i = 0; i < address.length; i++) {
          int part = Integer.parseInt(v4.group(i + 1));
          if (part > 255) {
            return Optional.empty();
          }
          address[i] = (byte) part;
        }
        return Optional.of(InetAddress.getByAddress(address));
      }
      return V6.matcher(text).matches()
          ? Optional.of(InetAddress.getByName(text))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
