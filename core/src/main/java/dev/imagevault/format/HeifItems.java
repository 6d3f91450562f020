package dev.imagevault.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of an AVIF or HEIC file, as its meta box describes them (ISO/IEC 14496-12, 8.11). */
final class HeifItems {

  private final Reader meta;
  private final HeifCleaned cleaned;
  private final Map<String, Box> boxes = new HashMap<>();

  /** Types are few: each is one text. */
  private final Map<String, String> types = new HashMap<>();

  private final List<HeifItem> items = new ArrayList<>();

  /** Items in the order of their ids. */
  private HeifItem[] byId = {};

  private HeifItem @Nullable [] alternatives;
  private @Nullable HeifItem primary;

  /** Reads the file's meta box. */
  HeifItems(Box meta, HeifCleaned cleaned) {
    this.meta = meta.content();
    this.cleaned = cleaned;
    gather();
    Box handler = required("hdlr");
    if (!handler.content().skip(8).startsWith("pict")) {
      throw this.meta.invalid("its metadata box does not describe an image");
    }
    HeifFields.cleanHandler(handler, cleaned);
    read();
  }

  private void gather() {
    Box.version(meta);
    while (meta.remaining() > 0) {
      Box box = Box.next(meta);
      switch (box.type()) {
        case "hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "idat", "grpl", "dinf" -> {
          if (boxes.put(box.type(), box) != null) {
            throw meta.invalid("a box of its metadata is there twice");
          }
        }
        default -> cleaned.free(box);
      }
    }
  }

  private void read() {
    Box idat = boxes.get("idat");
    if (idat != null) {
      cleaned.data(idat);
    }
    Box dataInformation = boxes.get("dinf");
    if (dataInformation != null) {
      HeifFields.cleanDataInformation(dataInformation, cleaned);
    }
    Box information = boxes.get("iinf");
    if (information != null) {
      information(information.content());
    }
    Box properties = boxes.get("iprp");
    if (properties != null) {
      new HeifProperties(this, cleaned).read(properties.content());
    }
    primary = boxes.containsKey("pitm") ? item(primaryId()) : null;
    if (boxes.containsKey("grpl")) {
      groups(boxes.get("grpl").content());
    }
    if (boxes.containsKey("iref")) {
      new HeifReferences(this, cleaned).read(boxes.get("iref"), primary);
    }
    eraseWordsOfErasedItems();
    if (boxes.containsKey("iloc")) {
      HeifLocations.read(boxes.get("iloc"), idat, this, cleaned);
    }
  }

  /** Returns whether a primary image is named: a sequence need not have one. */
  boolean hasPrimary() {
    return boxes.containsKey("pitm");
  }

  /**
   * Returns the image that is to be shown.
   *
   * @param ofBrowsers whether the first alternative is taken that browsers decode, as they do
   */
  HeifItem primary(boolean ofBrowsers) {
    required("iinf");
    required("iprp");
    required("pitm");
    if (primary == null) {
      throw meta.invalid("it has no image");
    }
    if (ofBrowsers && alternatives != null) {
      for (HeifItem each : alternatives) {
        if (each != null && HeifPrimary.isDecodedByBrowsers(each)) {
          return each;
        }
      }
    }
    return primary;
  }

  private long primaryId() {
    Reader pitm = required("pitm").content();
    long id = Box.version(pitm) == 0 ? pitm.u16() : pitm.u32();
    cleaned.eraseRest(pitm);
    return id;
  }

  private Box required(String type) {
    Box box = boxes.get(type);
    if (box == null) {
      throw meta.invalid("a box of its metadata is missing");
    }
    return box;
  }

  /** Returns the item with this id, or null if there is none. */
  @Nullable HeifItem item(long id) {
    int low = 0;
    int high = byId.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      HeifItem item = byId[middle];
      if (item.id == id) {
        return item;
      } else if (item.id < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** Returns all items. */
  Collection<HeifItem> all() {
    return items;
  }

  private void information(Reader content) {
    // The count is of no use: the entries are boxes, and a wrong count changes nothing.
    content.skip(Box.version(content) == 0 ? 2 : 4);
    while (content.remaining() > 0) {
      Box entry = Box.next(content);
      Reader fields = entry.content();
      int version = entry.type().equals("infe") ? Box.version(fields) : 0;
      if (version < 2) {
        cleaned.free(entry);
        continue;
      }
      content.budget().remember(HeifItem.SIZE);
      long id = version == 2 ? fields.u16() : fields.u32();
      int typeAt = fields.skip(2).position();
      HeifItem item = new HeifItem(id, shared(fields.type()), typeAt);
      items.add(item);
      if (item.isMetadata()) {
        eraseWords(item, fields);
      } else {
        HeifFields.cleanName(fields, cleaned);
        cleaned.eraseRest(fields);
      }
    }
    byId = items.toArray(HeifItem[]::new);
    content.budget().steps((long) Integer.SIZE * byId.length);
    Arrays.sort(byId, (one, other) -> Long.compare(one.id, other.id));
    for (int i = 1; i < byId.length; i++) {
      if (byId[i].id == byId[i - 1].id) {
        throw meta.invalid("an item is there twice");
      }
    }
  }

  private String shared(String type) {
    String known = types.putIfAbsent(type, type);
    if (known != null) {
      return known;
    }
    meta.budget().remember(HeifItem.SIZE);
    return type;
  }

  /** Decoders read metadata by its type, and with its bytes erased would find it broken. */
  private void eraseWords(HeifItem item, Reader fields) {
    cleaned.freeType(item.typeAt);
    cleaned.eraseRest(fields);
  }

  private void eraseWordsOfErasedItems() {
    for (HeifItem item : items) {
      if (item.isErased) {
        cleaned.freeType(item.typeAt);
      }
    }
  }

  /** Entity groups: 8.15. What is in one is an alternative, or belongs to a picture otherwise. */
  private void groups(Reader content) {
    while (content.remaining() > 0) {
      Box group = Box.next(content);
      Reader fields = group.content().skip(8);
      long count = fields.u32();
      Reader ids = fields.part(4 * count);
      boolean ofPrimary = false;
      for (Reader each = ids.ahead(); each.remaining() > 0; ) {
        HeifItem item = item(each.u32());
        ofPrimary |= item != null && item == primary;
        if (item != null) {
          item.takesPart = true;
        }
      }
      if (group.type().equals("altr")) {
        cleaned.eraseRest(fields);
        if (ofPrimary && alternatives == null) {
          alternatives = items(ids);
        }
      }
    }
  }

  private HeifItem[] items(Reader ids) {
    int count = ids.remaining() / 4;
    ids.budget().remember(4L * count);
    HeifItem[] found = new HeifItem[count];
    int next = 0;
    while (ids.remaining() > 0) {
      HeifItem item = item(ids.u32());
      if (item != null) {
        item.isAlternative = true;
        found[next++] = item;
      }
    }
    return next == count ? found : Arrays.copyOf(found, next);
  }
}
