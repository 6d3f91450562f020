package dev.imagevault.format;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The items of an AVIF or HEIC file, as its meta box describes them (ISO/IEC 14496-12, 8.11). */
final class HeifItems {

  /** Items that decoders read as metadata; with their bytes erased they would find them broken. */
  private static final Set<String> METADATA = Set.of("Exif", "mime", "uri ");

  private final Reader meta;
  private final HeifCleaned cleaned;
  private final Map<Long, HeifItem> items = new LinkedHashMap<>();
  private int references;

  private HeifItems(Reader meta, HeifCleaned cleaned) {
    this.meta = meta;
    this.cleaned = cleaned;
  }

  /** Reads the file's meta box and returns the image that is to be shown. */
  static HeifItem primary(Box meta, HeifCleaned cleaned) {
    return new HeifItems(meta.content(), cleaned).read();
  }

  private HeifItem read() {
    Map<String, Box> boxes = children();
    if (!required(boxes, "hdlr").skip(8).startsWith("pict")) {
      throw meta.invalid("its metadata box does not describe an image");
    }
    information(required(boxes, "iinf"));
    Box locations = boxes.get("iloc");
    if (locations != null) {
      HeifLocations.read(locations, boxes.get("idat"), this);
    }
    Box iref = boxes.get("iref");
    if (iref != null) {
      references(iref.content());
    }
    new HeifProperties(this, cleaned).read(required(boxes, "iprp"));
    takeNoteOfData();
    Reader pitm = required(boxes, "pitm");
    return item(Box.version(pitm) == 0 ? pitm.u16() : pitm.u32());
  }

  private Map<String, Box> children() {
    Box.version(meta);
    Map<String, Box> boxes = new HashMap<>();
    while (meta.remaining() > 0) {
      Box box = Box.next(meta);
      switch (box.type()) {
        case "hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "idat" -> {
          if (boxes.put(box.type(), box) != null) {
            throw meta.invalid("a box of its metadata is there twice");
          }
        }
        case "dinf", "grpl", "ipro" -> {}
        default -> cleaned.free(box);
      }
    }
    Box idat = boxes.get("idat");
    if (idat != null) {
      cleaned.data(idat);
    }
    return boxes;
  }

  private Reader required(Map<String, Box> boxes, String type) {
    Box box = boxes.get(type);
    if (box == null) {
      throw meta.invalid("a box of its metadata is missing");
    }
    return box.content();
  }

  private void takeNoteOfData() {
    for (HeifItem item : items.values()) {
      for (HeifItem.Extent extent : item.extents) {
        if (!item.isImage()) {
          cleaned.metadata(extent.from(), extent.length());
        } else if (item.type.equals("jpeg") && item.extents.size() == 1) {
          cleaned.jpegImage(extent.from(), extent.length());
        } else {
          cleaned.image(extent.from(), extent.length());
        }
      }
    }
  }

  /** Returns the item with this id, a new one if there was none. */
  HeifItem item(long id) {
    HeifItem item = items.computeIfAbsent(id, absent -> new HeifItem());
    if (items.size() > Limits.MAX_PARTS) {
      throw meta.beyondLimit(Limits.MAX_PARTS, "items");
    }
    return item;
  }

  private void information(Reader content) {
    // The count is of no use: the entries are boxes, and a wrong count changes nothing.
    content.skip(Box.version(content) == 0 ? 2 : 4);
    while (content.remaining() > 0) {
      Box entry = Box.next(content);
      Reader fields = entry.content();
      if (!entry.type().equals("infe")) {
        cleaned.free(entry);
        continue;
      }
      int version = Box.version(fields);
      if (version < 2) {
        continue;
      }
      HeifItem item = item(version == 2 ? fields.u16() : fields.u32());
      fields.skip(2);
      int typeAt = fields.position();
      if (!item.type.isEmpty()) {
        throw meta.invalid("an item is there twice");
      }
      item.type = fields.type();
      if (METADATA.contains(item.type)) {
        cleaned.freeType(typeAt);
      }
    }
  }

  private void references(Reader content) {
    int idSize = Box.version(content) == 0 ? 2 : 4;
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      if (!box.type().equals("dimg")) {
        continue;
      }
      Reader ids = box.content();
      HeifItem derived = item(ids.unsigned(idSize));
      for (int count = ids.u16(); count > 0; count--) {
        if (++references > Limits.MAX_PARTS) {
          throw meta.beyondLimit(Limits.MAX_PARTS, "references");
        }
        derived.derivedFrom.add(item(ids.unsigned(idSize)));
      }
    }
  }
}
