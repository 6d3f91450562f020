package dev.imagevault.javalin.upload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Content-Disposition} of a part of a form (RFC 7578, section 4.2).
 *
 * @param name of the form's field
 * @param fileName as the client means it, perhaps empty; absent where the part is no file
 */
record ContentDisposition(String name, Optional<String> fileName) {

  private static final Pattern TYPE =
      Pattern.compile("\\s*form-data(?=\\s*(?:;|$))", Pattern.CASE_INSENSITIVE);

  /** RFC 8187, section 3.2.1. */
  private static final Pattern EXTENDED =
      Pattern.compile("(?<charset>[A-Za-z0-9-]+)'[A-Za-z0-9-]*'(?<value>[^'\\s]*)");

  private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

  /** Returns what the header says, or empty where it is malformed. */
  static Optional<ContentDisposition> parse(String header) {
    Matcher type = TYPE.matcher(header);
    if (!type.lookingAt()) {
      return Optional.empty();
    }
    return HeaderParameters.parse(header.substring(type.end()))
        .filter(parameters -> parameters.containsKey("name"))
        .map(
            parameters ->
                new ContentDisposition(
                    unescape(parameters.getOrDefault("name", "")), fileName(parameters)));
  }

  /** What cannot be decoded still says that the part is a file. */
  private static Optional<String> fileName(Map<String, String> parameters) {
    Optional<String> plain =
        Optional.ofNullable(parameters.get("filename")).map(ContentDisposition::unescape);
    return Optional.ofNullable(parameters.get("filename*"))
        .map(extended -> decodeExtended(extended).or(() -> plain).orElse(""))
        .or(() -> plain);
  }

  private static Optional<String> decodeExtended(String value) {
    Matcher extended = EXTENDED.matcher(value);
    if (!extended.matches()) {
      return Optional.empty();
    }
    Charset charset;
    switch (extended.group("charset").toLowerCase(Locale.ROOT)) {
      case "utf-8" -> charset = StandardCharsets.UTF_8;
      case "iso-8859-1" -> charset = StandardCharsets.ISO_8859_1;
      default -> {
        return Optional.empty();
      }
    }
    String text = extended.group("value");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        return Optional.empty();
      } else if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    return decode(bytes.toByteArray(), charset);
  }

  /**
   * Undoes what browsers escape, which is quotes and line ends (WHATWG HTML, multipart form data),
   * and what RFC 7578, section 2, lets others escape, which is what is not ASCII. A per cent sign
   * in any other place is one.
   */
  private static String unescape(String value) {
    return ESCAPES
        .matcher(value)
        .replaceAll(run -> Matcher.quoteReplacement(unescapeRun(run.group())));
  }

  private static String unescapeRun(String run) {
    byte[] bytes = HexFormat.of().parseHex(run.replace("%", ""));
    for (byte b : bytes) {
      if (b >= 0 && b != '"' && b != '\r' && b != '\n') {
        return run;
      }
    }
    return decode(bytes, StandardCharsets.UTF_8).orElse(run);
  }

  private static Optional<String> decode(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
