package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/** Where in the file the data of items are: the iloc box (ISO/IEC 14496-12, 8.11.3). */
final class HeifLocations {

  private static final int IN_FILE = 0;
  private static final int IN_ITEM_DATA = 1;
  private static final int IN_OTHER_ITEMS = 2;

  private final Reader in;
  private final @Nullable Box inlineData;
  private final HeifItems items;
  private final HeifCleaned cleaned;
  private final int version;
  private int offsetSize;
  private int lengthSize;
  private int baseSize;
  private int indexSize;

  private HeifLocations(Reader in, @Nullable Box inlineData, HeifItems items, HeifCleaned cleaned) {
    this.in = in;
    this.inlineData = inlineData;
    this.items = items;
    this.cleaned = cleaned;
    this.version = Box.version(in);
  }

  /**
   * Takes note of the data of all items.
   *
   * @param inlineData the idat box beside this one, null if there is none
   */
  static void read(Box locations, @Nullable Box inlineData, HeifItems items, HeifCleaned cleaned) {
    new HeifLocations(locations.content(), inlineData, items, cleaned).read();
  }

  private void read() {
    int sizes = in.u16();
    offsetSize = size(sizes >> 12);
    lengthSize = size(sizes >> 8 & 15);
    baseSize = size(sizes >> 4 & 15);
    indexSize = version == 0 ? 0 : size(sizes & 15);
    int idSize = version < 2 ? 2 : 4;
    for (long count = in.unsigned(idSize); count > 0; count--) {
      item(items.item(in.unsigned(idSize)));
    }
    cleaned.eraseRest(in);
  }

  private void item(@Nullable HeifItem item) {
    int method = version == 0 ? IN_FILE : in.u16() & 15;
    in.skip(2);
    Reader fields = in.ahead();
    long base = in.unsigned(baseSize);
    int count = in.u16();
    boolean isKept = item != null && item.isKept();
    for (int i = 0; i < count; i++) {
      if (method == IN_OTHER_ITEMS) {
        in.skip(indexSize);
      } else {
        cleaned.erase(in, indexSize);
      }
      long from = base + in.unsigned(offsetSize);
      long length = in.unsigned(lengthSize);
      if (item == null) {
        continue;
      }
      if (method == IN_ITEM_DATA) {
        from = inItemData(from, length);
      } else if (method != IN_FILE && isKept) {
        throw in.invalid("an image is made of another item's bytes");
      }
      if (method == IN_FILE || method == IN_ITEM_DATA) {
        takeNote(item, isKept, count, from, length);
      }
    }
    if (item == null) {
      // Numbers of any kind, which lead nowhere.
      cleaned.erase(fields, baseSize);
      fields.skip(2);
      cleaned.erase(fields, in.position() - fields.position());
    }
  }

  private void takeNote(HeifItem item, boolean isKept, int count, long from, long length) {
    if (length > 0 && !item.hasData) {
      item.hasData = true;
      item.from = from;
      item.length = length;
    }
    if (isKept && count == 1 && item.type.equals("jpeg")) {
      cleaned.jpegImage(from, length);
    } else if (isKept) {
      cleaned.image(from, length);
    } else if (item.isMetadata()) {
      cleaned.metadata(from, length);
    } else {
      cleaned.other(from, length);
    }
  }

  private long inItemData(long from, long length) {
    if (inlineData == null) {
      throw in.invalid("it has no data box for its items");
    }
    long size = (long) inlineData.end() - inlineData.from();
    if (from < 0 || from > size || length > size - from) {
      throw in.invalid("an item's data are not where they should be");
    }
    return inlineData.from() + from;
  }

  private int size(int bytes) {
    if (bytes != 0 && bytes != 4 && bytes != 8) {
      throw in.invalid("the locations of its items are malformed");
    }
    return bytes;
  }
}
