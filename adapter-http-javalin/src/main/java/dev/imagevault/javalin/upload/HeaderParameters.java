package dev.imagevault.javalin.upload;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of a header's value (RFC 9110, section 5.6.6), as clients write them. */
final class HeaderParameters {

  /** One parameter, or none: a token, or text in quotes in which a backslash may quote a quote. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*+;\\s*+(?:(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]++)\\s*+=\\s*+"
              + "(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<token>[^\\s\";]*+)))?",
          Pattern.DOTALL);

  /** Other backslashes are what they seem: in the paths that old browsers send as a file's name. */
  private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\([\"\\\\])");

  private HeaderParameters() {}

  /**
   * Returns the values by their names in lower case, or empty if this is malformed or says anything
   * twice.
   *
   * @param text what follows the value proper, with the semicolon
   */
  static Optional<Map<String, String>> parse(String text) {
    Map<String, String> parameters = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    int end = 0;
    while (parameter.region(end, text.length()).lookingAt()) {
      end = parameter.end();
      String name = parameter.group("name");
      if (name == null) {
        continue;
      }
      String quoted = parameter.group("quoted");
      String value =
          quoted == null ? parameter.group("token") : QUOTED_PAIR.matcher(quoted).replaceAll("$1");
      if (parameters.put(name.toLowerCase(Locale.ROOT), value) != null) {
        return Optional.empty();
      }
    }
    return text.substring(end).isBlank() ? Optional.of(parameters) : Optional.empty();
  }
}
