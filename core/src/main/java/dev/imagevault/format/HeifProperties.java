package dev.imagevault.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The properties of items and which item has which: the iprp box (ISO/IEC 23008-12, 9.3). */
final class HeifProperties {

  /** Properties that hold words or times (ISO/IEC 23008-12, 6.5.20 to 6.5.23), or nothing known. */
  private static final Set<String> PRIVATE =
      Set.of("udes", "altt", "crtt", "mdft", "uuid", "udta", "free", "skip");

  private final HeifItems items;
  private final HeifCleaned cleaned;
  private final List<Box> properties = new ArrayList<>();

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
  }

  private void container(Reader content) {
    while (content.remaining() > 0) {
      Box property = Box.next(content);
      if (properties.size() == Limits.MAX_PARTS) {
        throw content.beyondLimit(Limits.MAX_PARTS, "properties");
      }
      properties.add(property);
      if (PRIVATE.contains(property.type()) || isUnsoundProfile(property)) {
        cleaned.free(property);
      }
    }
  }

  /** ISO/IEC 14496-12, 12.1.5: a colr box holds a profile after one of these types. */
  private static boolean isUnsoundProfile(Box property) {
    Reader content = property.content();
    boolean hasProfile =
        property.type().equals("colr")
            && (content.startsWith("prof") || content.startsWith("rICC"));
    return hasProfile && !IccProfile.isSound(content.skip(4).remaining(), content);
  }

  private void associations(Reader in) {
    int version = in.u8();
    boolean isLong = (in.skip(2).u8() & 1) == 1;
    for (long count = in.u32(); count > 0; count--) {
      HeifItem item = items.item(version == 0 ? in.u16() : in.u32());
      int associations = in.u8();
      Reader indices = in.part(isLong ? 2L * associations : associations);
      List<Box> own = new ArrayList<>();
      while (indices.remaining() > 0) {
        int index = isLong ? indices.u16() & 0x7fff : indices.u8() & 0x7f;
        if (index > properties.size()) {
          throw in.invalid("an item has an unknown property");
        }
        if (index > 0) {
          own.add(properties.get(index - 1));
        }
      }
      // The size is that of the decoded image, so it comes before what turns or crops it.
      own.forEach(item::describe);
      own.forEach(item::transform);
    }
  }
}
