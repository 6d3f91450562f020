package dev.imagevault.app.doctor;

import java.util.Locale;

/**
 * What looking at one part of the service has shown.
 *
 * @param check what was looked at, in a word or two
 * @param status how it went
 * @param detail what was found; or what is wrong and the remedy; or why it could not be looked at.
 *     Never a secret
 */
public record Finding(String check, Status status, String detail) {

  /** The longest name of a check, so that details stand below each other. */
  private static final int CHECK_WIDTH = 18;

  /** How looking at a part went. */
  public enum Status {
    /** It is as it should be. */
    OK("✓"),
    /** It is not. */
    FAILED("✗"),
    /** Nobody knows, or it is a matter of choice. Does not fail. */
    UNCHECKED("–");

    private final String mark;

    Status(String mark) {
      this.mark = mark;
    }
  }

  /** Returns that the part is as it should be. */
  static Finding ok(String check, String found) {
    return new Finding(check, Status.OK, found);
  }

  /** Returns that the part is not as it should be. */
  static Finding failed(String check, String wrongAndRemedy) {
    return new Finding(check, Status.FAILED, wrongAndRemedy);
  }

  /** Returns that the part could not be looked at, or that its state is a matter of choice. */
  static Finding unchecked(String check, String why) {
    return new Finding(check, Status.UNCHECKED, why);
  }

  /** Returns a line for people. */
  public String line() {
    return status.mark + " " + padded() + "  " + detail.replaceAll("\\s+", " ");
  }

  private String padded() {
    return check + " ".repeat(Math.max(0, CHECK_WIDTH - check.length()));
  }

  /** Returns an object of JSON (RFC 8259). */
  public String json() {
    return "{\"check\":%s,\"status\":\"%s\",\"detail\":%s}"
        .formatted(quoted(check), status.name().toLowerCase(Locale.ROOT), quoted(detail));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
