package dev.imagevault.format;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of items and which item has which: the iprp box (ISO/IEC 23008-12, 9.3). */
final class HeifProperties {

  /** Properties that hold words or times (ISO/IEC 23008-12, 6.5.20 to 6.5.23), or nothing known. */
  private static final Set<String> PRIVATE =
      Set.of("udes", "altt", "crtt", "mdft", "cprt", "uuid", "udta", "free", "skip");

  /**
   * Properties that say how an item is decoded or shown. Of others, those that decoders must know
   * stay too, for without them they refuse the item.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "ispe", "pixi", "colr", "pasp", "clap", "irot", "imir", "auxC", "av1C", "av2C", "hvcC",
          "lhvC", "avcC", "vvcC", "evcC", "jpgC", "j2kH", "hxlC", "uncC", "cmpd", "splz", "cpat",
          "cloc", "cmpC", "icef", "disi", "sbpm", "snuc", "mskC", "a1op", "a1lx", "oinf", "tols",
          "lsel", "clli", "mdcv", "cclv", "amve", "reve", "ndwt", "rloc", "iscl", "rref", "rrtp",
          "cmin", "cmex");

  /** The heap that a property takes, with its box. */
  private static final int SIZE = 144;

  /** A property, and the size it tells if it is one that does. */
  static final class Property {

    private final Box box;
    private @Nullable PixelSize size;

    private Property(Box box) {
      this.box = box;
    }

    Box box() {
      return box;
    }

    /** Returns the size that an ispe tells. */
    PixelSize size() {
      if (size == null) {
        Reader content = box.content().skip(4);
        size = PixelSize.of(content, content.u32(), content.u32());
      }
      return size;
    }
  }

  private final HeifItems items;
  private final HeifCleaned cleaned;
  private final List<Property> properties = new ArrayList<>();
  private final BitSet freed = new BitSet();
  private final BitSet essential = new BitSet();

  HeifProperties(HeifItems items, HeifCleaned cleaned) {
    this.items = items;
    this.cleaned = cleaned;
  }

  /** Gives each item its properties. */
  void read(Reader content) {
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      switch (box.type()) {
        case "ipco" -> container(box.content());
        case "ipma" -> associations(box.content());
        default -> cleaned.free(box);
      }
    }
    for (int i = 0; i < properties.size(); i++) {
      Box box = properties.get(i).box;
      if (freed.get(i) || (!KNOWN.contains(box.type()) && !essential.get(i))) {
        cleaned.free(box);
      } else {
        HeifFields.clean(box, cleaned);
      }
    }
  }

  private void container(Reader content) {
    while (content.remaining() > 0) {
      content.budget().remember(SIZE);
      Property property = new Property(Box.next(content));
      if (PRIVATE.contains(property.box.type()) || isUnsoundColour(property.box, cleaned)) {
        freed.set(properties.size());
      }
      properties.add(property);
    }
  }

  /**
   * Returns whether a property is a colour that is none, and cleans the profile that is in one.
   * After its type, a colr box holds codes or a profile (ISO/IEC 14496-12, 12.1.5).
   */
  static boolean isUnsoundColour(Box property, HeifCleaned cleaned) {
    Reader content = property.content();
    if (!property.type().equals("colr") || content.startsWith("nclx")) {
      return false;
    }
    boolean hasProfile = content.startsWith("prof") || content.startsWith("rICC");
    IccProfile profile = hasProfile ? IccProfile.read(content.skip(4)) : null;
    if (profile != null) {
      profile.clean(content.position(), cleaned);
    }
    return profile == null;
  }

  private void associations(Reader in) {
    int version = in.u8();
    boolean isLong = (in.skip(2).u8() & 1) == 1;
    for (long count = in.u32(); count > 0; count--) {
      HeifItem item = items.item(version == 0 ? in.u16() : in.u32());
      int associations = in.u8();
      Reader indices = in.part(isLong ? 2L * associations : associations);
      Reader again = indices.ahead();
      while (indices.remaining() > 0) {
        int at = indices.position();
        boolean isEssential = indices.peek() >= 0x80;
        int index = index(indices, isLong);
        if (index > 0 && isEssential) {
          essential.set(index - 1);
          if (freed.get(index - 1)) {
            cleaned.clearFlag(at);
          }
        }
        if (index > 0 && item != null) {
          item.describe(properties.get(index - 1));
        }
      }
      // The size is that of the decoded image, so it comes before what turns or crops it.
      while (item != null && again.remaining() > 0) {
        int index = index(again, isLong);
        if (index > 0) {
          item.transform(properties.get(index - 1).box);
        }
      }
    }
    cleaned.eraseRest(in);
  }

  private int index(Reader indices, boolean isLong) {
    int index = isLong ? indices.u16() & 0x7fff : indices.u8() & 0x7f;
    if (index > properties.size()) {
      throw indices.invalid("an item has an unknown property");
    }
    return index;
  }
}
