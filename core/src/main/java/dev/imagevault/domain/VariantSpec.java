package dev.imagevault.domain;

import dev.imagevault.domain.RenditionSpec.Encoding;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A smaller picture that is wanted of every image.
 *
 * @param name what clients ask for it by
 * @param rendition how it is made
 */
public record VariantSpec(VariantName name, RenditionSpec rendition) {

  private static final Pattern SHAPE =
      Pattern.compile("([a-z0-9-]+):([0-9]{1,5})(?::(jpeg|webp))?");

  /**
   * Returns the variant that such a text describes: {@code name:edge}, {@code name:edge:jpeg} or
   * {@code name:edge:webp}.
   *
   * @throws IllegalArgumentException it describes none; the message names what is wrong
   */
  public static VariantSpec parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a variant is name:edge, name:edge:jpeg or name:edge:webp, such as thumb:400, not \""
              + text
              + '"');
    }
    Encoding encoding =
        Optional.ofNullable(matcher.group(3))
            .map(written -> Encoding.valueOf(written.toUpperCase(Locale.ROOT)))
            .orElse(Encoding.BEST);
    return new VariantSpec(
        new VariantName(matcher.group(1)),
        new RenditionSpec(Integer.parseInt(matcher.group(2)), encoding));
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    String text = name + ":" + rendition.edge();
    return rendition.encoding() == Encoding.BEST
        ? text
        : text + ":" + rendition.encoding().name().toLowerCase(Locale.ROOT);
  }
}
