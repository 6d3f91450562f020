package dev.imagevault.render;

import dev.imagevault.domain.RenditionSpec.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code vipsheader} says of an image.
 *
 * @param shown its size after it was turned
 * @param transparent whether it has a channel for transparency
 * @param profile whether it has a colour profile
 * @param cmyk whether it is meant for print
 */
record Header(Size shown, boolean transparent, boolean profile, boolean cmyk) {

  private static final Set<String> GREY = Set.of("b-w", "grey16");
  private static final int FIRST_TURNED = 5;

  /**
   * Reads lines of names and values.
   *
   * @throws IllegalArgumentException they do not say how large it is
   */
  static Header parse(List<String> lines) {
    Map<String, String> fields = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        // An image's own words come later, and may look like such a line.
        fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    String colours = fields.getOrDefault("interpretation", "");
    boolean cmyk = colours.equals("cmyk");
    int opaque = cmyk ? 4 : GREY.contains(colours) ? 1 : 3;
    int width = number(fields, "width", 0);
    int height = number(fields, "height", 0);
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("there is no size");
    }
    boolean turned = number(fields, "orientation", 1) >= FIRST_TURNED;
    return new Header(
        turned ? new Size(height, width) : new Size(width, height),
        number(fields, "bands", 0) > opaque,
        fields.containsKey("icc-profile-data"),
        cmyk);
  }

  private static int number(Map<String, String> fields, String name, int absent) {
    String text = fields.get(name);
    return text == null ? absent : Integer.parseInt(text.strip());
  }
}
