package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An item of an AVIF or HEIC file: an image, or data about one (ISO/IEC 14496-12, 8.11). */
final class HeifItem {

  /** The heap that an item takes, with its places in lists. */
  static final int SIZE = 112;

  /** Items that are known to be about images and none: what is in them is private. */
  private static final Set<String> METADATA =
      Set.of("Exif", "mime", "uri ", "jumb", "c2pa", "rgan", "text");

  /** Images coded or derived; items of other types are images if something says so. */
  private static final Set<String> IMAGES =
      Set.of(
          "av01", "av02", "hvc1", "hvt1", "lhv1", "avc1", "vvc1", "evc1", "j2k1", "jpeg", "unci",
          "mski", "hxlI", "grid", "iovl", "iden", "tmap", "sato");

  private static final HeifItem[] NONE = {};

  final long id;
  final String type;

  /** Where in the file the type is. */
  final int typeAt;

  @Nullable PixelSize size;
  @Nullable PixelSize shown;
  boolean configured;
  @Nullable ImageFormat format;

  /** Where its first piece of data is. */
  long from;

  /** How long its first piece of data is. */
  long length;

  boolean hasData;
  HeifItem[] sources = NONE;
  @Nullable HeifItem auxiliaryOf;

  /** How many images are derived from it. */
  int derived;

  boolean isThumbnail;

  /** Whether viewers may show it in the place of the primary image. */
  boolean isAlternative;

  /** Whether it is an end of a reference, or in a group, that makes it take part in a picture. */
  boolean takesPart;

  /** Whether its data go although it is an image. */
  boolean isErased;

  HeifItem(long id, String type, int typeAt) {
    this.id = id;
    this.type = type;
    this.typeAt = typeAt;
  }

  boolean isMetadata() {
    return METADATA.contains(type);
  }

  /** Returns whether it is an image or takes part in one, as far as can be known. */
  boolean isKept() {
    boolean isFree = type.equals("free") || type.equals("skip");
    return !isMetadata()
        && !isErased
        && !isFree
        && (IMAGES.contains(type) || size != null || takesPart);
  }

  /** Takes a property if it tells the decoded image's size, ispe, or configures its decoder. */
  void describe(HeifProperties.Property property) {
    switch (property.box().type()) {
      case "ispe" -> {
        size = property.size();
        shown = size;
      }
      case "av1C" -> configured |= type.equals("av01") && property.box().content().u8() == 0x81;
      case "hvcC" -> configured |= type.equals("hvc1") && property.box().content().u8() == 1;
      default -> {}
    }
  }

  /** Takes a transformation: a turn or a crop. */
  void transform(Box property) {
    if (shown != null) {
      shown = HeifTransformation.apply(property, shown, type);
    }
  }
}
