package dev.imagevault.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a gain map, by which displays that can show a photograph brighter: Adobe's
 * (Ultra HDR), Apple's and those of ISO 21496-1, each as far as the gain map has them. They are
 * numbers, read and written anew, so that nothing else comes with them, and the same numbers are
 * always written the same way.
 */
final class GainMap {

  private static final String ADOBE = "http://ns.adobe.com/hdr-gain-map/1.0/";
  private static final String APPLE = "http://ns.apple.com/HDRGainMap/1.0/";
  private static final String APPLE_DATA = "http://ns.apple.com/pixeldatainfo/1.0/";
  private static final String APPLE_TYPE = "urn:com:apple:photo:2020:aux:hdrgainmap";

  /** Apple's version 2.0, the first whose gain maps have a headroom of their own. */
  private static final float WITH_HEADROOM = 0x20000;

  private static final String CONTAINER = "http://ns.google.com/photos/1.0/container/";
  private static final List<String> TRIPLES =
      List.of("GainMapMin", "GainMapMax", "Gamma", "OffsetSDR", "OffsetHDR");
  private static final List<String> SINGLES = List.of("HDRCapacityMin", "HDRCapacityMax");
  private static final int MAX_DIGITS = 64;
  private static final int MAX_PRECISION = 9;

  private final Map<String, List<String>> adobe = new TreeMap<>();
  private final Map<String, List<String>> apple = new TreeMap<>();
  private byte @Nullable [] iso;

  private GainMap() {}

  /**
   * Returns the parameters, or null if there are none, or some that cannot be.
   *
   * @param xmp the gain map's packet, if it has one
   * @param isoData the gain map's data of ISO 21496-1, if it has some
   * @param headroom what Apple's notes in the photograph say, or NaN
   */
  static @Nullable GainMap of(@Nullable Reader xmp, @Nullable Reader isoData, float headroom) {
    GainMap map = new GainMap();
    try {
      if (xmp != null) {
        Map<String, List<String>> read = Xmp.read(xmp, List.of(ADOBE, APPLE, APPLE_DATA));
        map.takeAdobe(read == null ? Map.of() : read);
        map.takeApple(read == null ? Map.of() : read, headroom);
      }
    } catch (NumberFormatException impossible) {
      return null;
    }
    if (isoData != null) {
      map.iso = IsoGainMap.parameters(isoData);
      return map.iso == null ? null : map;
    }
    return map.adobe.isEmpty() && map.apple.isEmpty() ? null : map;
  }

  private void takeAdobe(Map<String, List<String>> read) {
    if (!read.getOrDefault(ADOBE + "Version", List.of()).equals(List.of("1.0"))) {
      return;
    }
    adobe.put("Version", List.of("1.0"));
    for (String name : TRIPLES) {
      put(adobe, name, read.get(ADOBE + name), 3);
    }
    for (String name : SINGLES) {
      put(adobe, name, read.get(ADOBE + name), 1);
    }
    List<String> isHdr = read.get(ADOBE + "BaseRenditionIsHDR");
    if (isHdr != null) {
      adobe.put("BaseRenditionIsHDR", List.of(truth(isHdr)));
    }
  }

  private void takeApple(Map<String, List<String>> read, float headroom) {
    List<String> type = read.get(APPLE_DATA + "AuxiliaryImageType");
    if (type == null || !type.equals(List.of(APPLE_TYPE))) {
      return;
    }
    List<String> version = read.getOrDefault(APPLE + "HDRGainMapVersion", List.of("65536"));
    List<String> own = read.get(APPLE + "HDRGainMapHeadroom");
    if (own == null && !Float.isNaN(headroom)) {
      own = List.of(decimal(headroom));
      version = version.stream().map(v -> decimal(Math.max(number(v), WITH_HEADROOM))).toList();
    }
    put(apple, "HDRGainMapHeadroom", own, 1);
    put(apple, "HDRGainMapVersion", version, 1);
  }

  private static void put(
      Map<String, List<String>> to, String name, @Nullable List<String> values, int most) {
    if (values == null) {
      return;
    }
    if (values.size() != 1 && values.size() != most) {
      throw new NumberFormatException();
    }
    to.put(name, values.stream().map(value -> decimal(number(value))).toList());
  }

  private static String truth(List<String> values) {
    String value = values.size() == 1 ? values.get(0).toLowerCase(Locale.ROOT) : "";
    if (!value.equals("true") && !value.equals("false")) {
      throw new NumberFormatException();
    }
    return value.equals("true") ? "True" : "False";
  }

  private static float number(String text) {
    boolean isNumber = text.length() <= MAX_DIGITS && text.matches("[-+.0-9eE]+");
    float number = isNumber ? Float.parseFloat(text) : Float.NaN;
    if (!Float.isFinite(number)) {
      throw new NumberFormatException();
    }
    return number;
  }

  /** Returns the fewest digits that are this number and no other, the same on every JDK. */
  static String decimal(float number) {
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest = exact;
    for (int digits = MAX_PRECISION; digits > 0; digits--) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.floatValue() != number) {
        break;
      }
      shortest = rounded;
    }
    return shortest.signum() == 0 ? "0" : shortest.stripTrailingZeros().toPlainString();
  }

  /** Returns whether the parameters are Adobe's, among others. */
  boolean isAdobe() {
    return !adobe.isEmpty();
  }

  /** Returns the gain map's data of ISO 21496-1, or null if it had none. */
  byte @Nullable [] iso() {
    return iso;
  }

  /** Returns the XMP of the gain map, or null if it needs none. */
  byte @Nullable [] xmp() {
    if (adobe.isEmpty() && apple.isEmpty()) {
      return null;
    }
    StringBuilder attributes = new StringBuilder();
    StringBuilder lists = new StringBuilder();
    if (!adobe.isEmpty()) {
      attributes.append(" xmlns:hdrgm=\"").append(ADOBE).append('"');
      adobe.forEach((name, values) -> property("hdrgm:" + name, values, attributes, lists));
    }
    if (!apple.isEmpty()) {
      attributes.append(" xmlns:HDRGainMap=\"").append(APPLE).append('"');
      attributes.append(" xmlns:apdi=\"").append(APPLE_DATA).append('"');
      property("apdi:AuxiliaryImageType", List.of(APPLE_TYPE), attributes, lists);
      apple.forEach((name, values) -> property("HDRGainMap:" + name, values, attributes, lists));
    }
    return packet(attributes.toString(), lists.toString());
  }

  private static void property(
      String name, List<String> values, StringBuilder attributes, StringBuilder lists) {
    if (values.size() == 1) {
      attributes.append(' ').append(name).append("=\"").append(values.get(0)).append('"');
      return;
    }
    lists.append('<').append(name).append("><rdf:Seq>");
    values.forEach(value -> lists.append("<rdf:li>").append(value).append("</rdf:li>"));
    lists.append("</rdf:Seq></").append(name).append('>');
  }

  /** Returns the XMP of a photograph whose gain map, Adobe's among others, follows it. */
  static byte[] container(long length) {
    return packet(
        " xmlns:Container=\"%s\" xmlns:Item=\"%sitem/\" xmlns:hdrgm=\"%s\" hdrgm:Version=\"1.0\""
            .formatted(CONTAINER, CONTAINER, ADOBE),
        "<Container:Directory><rdf:Seq>"
            + item("Primary", "")
            + item("GainMap", " Item:Length=\"" + length + "\"")
            + "</rdf:Seq></Container:Directory>");
  }

  private static String item(String semantic, String length) {
    return "<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"%s\""
            .formatted(semantic)
        + " Item:Mime=\"image/jpeg\""
        + length
        + "/></rdf:li>";
  }

  private static byte[] packet(String attributes, String content) {
    String text =
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
            + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
            + "<rdf:Description rdf:about=\"\"%s>%s</rdf:Description></rdf:RDF></x:xmpmeta>"
                .formatted(attributes, content);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
