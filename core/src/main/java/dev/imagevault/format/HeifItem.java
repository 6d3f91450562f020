package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An item of an AVIF or HEIC file: an image, or data about one (ISO/IEC 14496-12, 8.11). */
final class HeifItem {

  /** Items with pixels, coded or derived from others; all other items are metadata. */
  private static final Set<String> IMAGES =
      Set.of(
          "av01", "hvc1", "hvt1", "lhv1", "avc1", "vvc1", "evc1", "j2k1", "jpeg", "unci", "mski",
          "grid", "iovl", "iden", "tmap");

  /** A piece of an item's data. */
  record Extent(long from, long length) {}

  String type = "";
  @Nullable PixelSize size;
  @Nullable PixelSize shown;
  boolean configured;
  @Nullable ImageFormat format;
  final List<Extent> extents = new ArrayList<>();
  final List<HeifItem> derivedFrom = new ArrayList<>();

  boolean isImage() {
    return IMAGES.contains(type);
  }

  boolean isDerived() {
    return type.equals("grid") || type.equals("iovl") || type.equals("iden") || type.equals("tmap");
  }

  boolean hasData() {
    return extents.stream().anyMatch(extent -> extent.length > 0);
  }

  /** Takes a property if it tells the decoded image's size, ispe, or configures its decoder. */
  void describe(Box property) {
    Reader content = property.content();
    switch (property.type()) {
      case "ispe" -> {
        content.skip(4);
        size = PixelSize.of(content, content.u32(), content.u32());
        shown = size;
      }
      case "av1C" -> configured |= type.equals("av01") && content.u8() == 0x81;
      case "hvcC" -> configured |= type.equals("hvc1") && content.u8() == 1;
      default -> {}
    }
  }

  /** Takes a transformation: a turn (6.5.10) or a crop (ISO/IEC 14496-12, 12.1.4). */
  void transform(Box property) {
    if (shown == null) {
      return;
    }
    Reader content = property.content();
    if (property.type().equals("irot") && (content.u8() & 1) == 1) {
      shown = shown.turned();
    } else if (property.type().equals("clap")) {
      long width = quotient(content);
      long height = quotient(content);
      // A crop that is not within the image is one that viewers pass over.
      if (width >= 1 && width <= shown.width() && height >= 1 && height <= shown.height()) {
        shown = new PixelSize((int) width, (int) height);
      }
    }
  }

  private static long quotient(Reader content) {
    long numerator = content.u32();
    long denominator = content.u32();
    return denominator == 0 ? 0 : (numerator + denominator / 2) / denominator;
  }
}
