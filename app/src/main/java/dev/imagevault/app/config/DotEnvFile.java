package dev.imagevault.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code .env} file says, as shells and the tools of other languages write it: {@code
 * NAME=value} or {@code export NAME=value}, where single or double quotes may hold several lines.
 * In double quotes, {@code \n}, {@code \r}, {@code \t}, {@code \"} and {@code \\} mean what they
 * mean in C; anywhere else a backslash is a backslash, and a dollar sign is one everywhere. Without
 * quotes, {@code #} after a space begins a comment. Of a name twice, the last holds. A secret:
 * {@link #toString} shows no value.
 *
 * @param values by name
 * @param skipped the numbers of the lines that are none of that; each was left out by itself
 */
record DotEnvFile(Map<String, String> values, List<Integer> skipped) {

  private static final String NAME = ".env";
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern BEGINNING =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?(?<name>[A-Za-z0-9_.-]+)[ \\t]*=");
  private static final Pattern COMMENT = Pattern.compile("(?<=[ \\t])#.*");
  private static final Pattern NOTHING_MORE = Pattern.compile("[ \\t]*(?:#.*)?");

  /** Stands for bytes that are no UTF-8. */
  private static final char UNDECODABLE = '\uFFFD';

  /**
   * Returns what the file in this directory says; nothing if there is none.
   *
   * @throws ConfigException there is one, and it cannot be read
   */
  static DotEnvFile in(Path directory) {
    Path file = directory.toAbsolutePath().resolve(NAME);
    if (!Files.exists(file)) {
      return new DotEnvFile(Map.of(), List.of());
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw unusable(file, "is larger than " + MAX_BYTES + " bytes", null);
      }
      if (isUtf16(bytes)) {
        throw unusable(file, "is UTF-16: save it as UTF-8", null);
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unusable(file, "cannot be read (" + e + ")", e);
    }
  }

  private static ConfigException unusable(Path file, String why, @Nullable IOException cause) {
    return new ConfigException(List.of(file + " " + why), cause);
  }

  /** Some editors and shells of Windows write it, with this mark. */
  private static boolean isUtf16(byte[] bytes) {
    return bytes.length > 1
        && (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
            || bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF);
  }

  /** Returns what this text says. */
  static DotEnvFile parse(String text) {
    String lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
    Map<String, String> values = new HashMap<>();
    List<Integer> skipped = new ArrayList<>();
    int number = 1;
    int at = 0;
    while (at < lines.length()) {
      int end = endOfLine(lines, at);
      if (!NOTHING_MORE.matcher(lines).region(at, end).matches()) {
        Optional<Setting> setting = setting(lines, at);
        if (setting.isPresent()) {
          values.put(setting.get().name(), setting.get().value());
          end = setting.get().end();
        } else {
          skipped.add(number);
        }
      }
      number += (int) lines.substring(at, end).chars().filter(c -> c == '\n').count() + 1;
      at = end + 1;
    }
    return new DotEnvFile(Map.copyOf(values), List.copyOf(skipped));
  }

  private static int endOfLine(String lines, int from) {
    int end = lines.indexOf('\n', from);
    return end < 0 ? lines.length() : end;
  }

  /** The end is that of its last line. */
  private record Setting(String name, String value, int end) {}

  private static Optional<Setting> setting(String lines, int at) {
    Matcher beginning = BEGINNING.matcher(lines).region(at, endOfLine(lines, at));
    if (!beginning.lookingAt()) {
      return Optional.empty();
    }
    String name = beginning.group("name");
    int start = beginning.end();
    int quote = start;
    while (quote < lines.length() && (lines.charAt(quote) == ' ' || lines.charAt(quote) == '\t')) {
      quote++;
    }
    boolean quoted =
        quote < lines.length() && (lines.charAt(quote) == '"' || lines.charAt(quote) == '\'');
    return (quoted ? quoted(name, lines, quote) : unquoted(name, lines, start))
        .filter(s -> s.value().indexOf(UNDECODABLE) < 0 && s.value().indexOf('\0') < 0);
  }

  private static Optional<Setting> unquoted(String name, String lines, int start) {
    int end = endOfLine(lines, start);
    String value = COMMENT.matcher(lines.substring(start, end)).replaceFirst("");
    return Optional.of(new Setting(name, value.strip(), end));
  }

  private static Optional<Setting> quoted(String name, String lines, int quote) {
    boolean escapes = lines.charAt(quote) == '"';
    StringBuilder value = new StringBuilder();
    for (int i = quote + 1; i < lines.length(); i++) {
      char c = lines.charAt(i);
      if (c == lines.charAt(quote)) {
        int end = endOfLine(lines, i);
        return NOTHING_MORE.matcher(lines).region(i + 1, end).matches()
            ? Optional.of(new Setting(name, value.toString(), end))
            : Optional.empty();
      }
      if (escapes && c == '\\' && i + 1 < lines.length()) {
        i++;
        value.append(unescaped(lines.charAt(i)));
      } else {
        value.append(c);
      }
    }
    return Optional.empty();
  }

  private static String unescaped(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\' -> String.valueOf(escaped);
      default -> "\\" + escaped;
    };
  }

  @Override
  public String toString() {
    return "DotEnvFile[…]";
  }
}
