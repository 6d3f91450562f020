package dev.imagevault.format;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What items are to one another: the iref box (ISO/IEC 14496-12, 8.11.12). Thumbnails go, which may
 * show what was cropped away, and with them what only they are made of.
 */
final class HeifReferences {

  private final HeifItems items;
  private final HeifCleaned cleaned;
  private boolean hasThumbnails;

  HeifReferences(HeifItems items, HeifCleaned cleaned) {
    this.items = items;
    this.cleaned = cleaned;
  }

  /**
   * Tells each item what it is to others, and whether its data go.
   *
   * @param primary the image that is shown, which stays; null if none is named
   */
  void read(Box references, @Nullable HeifItem primary) {
    Reader content = references.content();
    int idSize = Box.version(content) == 0 ? 2 : 4;
    Reader again = content.ahead();
    while (content.remaining() > 0) {
      reference(Box.next(content), idSize);
    }
    if (hasThumbnails) {
      eraseThumbnails(primary);
      while (again.remaining() > 0) {
        freeOfErased(Box.next(again), idSize);
      }
    }
  }

  private void reference(Box reference, int idSize) {
    Reader fields = reference.content();
    HeifItem from = end(fields, idSize);
    int count = fields.u16();
    Reader ids = fields.part((long) idSize * count);
    cleaned.eraseRest(fields);
    for (Reader each = ids.ahead(); each.remaining() > 0; ) {
      end(each, idSize);
    }
    switch (reference.type()) {
      case "thmb" -> {
        cleaned.freeType(reference.typeAt());
        if (from != null) {
          from.isThumbnail = true;
          hasThumbnails = true;
        }
      }
      case "dimg" -> derivation(from, ids, count, idSize);
      case "cdsc", "free", "skip" -> {}
      default -> {
        boolean isAuxiliary = reference.type().equals("auxl");
        takePart(from);
        while (ids.remaining() > 0) {
          HeifItem to = items.item(ids.unsigned(idSize));
          takePart(to);
          if (from != null && isAuxiliary && from.auxiliaryOf == null) {
            from.auxiliaryOf = to;
          }
        }
      }
    }
  }

  /** Passes an id and returns its item; an id that no item has may be any number, so it goes. */
  private @Nullable HeifItem end(Reader ids, int idSize) {
    int at = ids.position();
    HeifItem item = items.item(ids.unsigned(idSize));
    if (item == null) {
      cleaned.freeId(at, idSize);
    }
    return item;
  }

  private static void takePart(@Nullable HeifItem item) {
    if (item != null) {
      item.takesPart = true;
    }
  }

  private void derivation(@Nullable HeifItem from, Reader ids, int count, int idSize) {
    takePart(from);
    ids.budget().remember(16 + 4L * count);
    HeifItem[] sources = new HeifItem[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      HeifItem source = items.item(ids.unsigned(idSize));
      if (source != null) {
        source.takesPart = true;
        source.derived++;
        sources[found++] = source;
      }
    }
    if (from != null) {
      from.sources = found == count ? sources : Arrays.copyOf(sources, found);
    }
  }

  private void eraseThumbnails(@Nullable HeifItem primary) {
    Deque<HeifItem> erased = new ArrayDeque<>();
    for (HeifItem item : items.all()) {
      if (item.isThumbnail && item.derived == 0 && item != primary && !item.isAlternative) {
        erase(item, erased);
      }
    }
    while (!erased.isEmpty()) {
      for (HeifItem source : erased.remove().sources) {
        if (--source.derived == 0 && source != primary && !source.isAlternative) {
          erase(source, erased);
        }
      }
    }
    for (HeifItem item : items.all()) {
      HeifItem of = item.auxiliaryOf;
      if (of != null && of.isErased && item.derived == 0 && item != primary) {
        item.isErased = true;
      }
    }
  }

  private static void erase(HeifItem item, Deque<HeifItem> erased) {
    if (!item.isErased) {
      item.isErased = true;
      erased.add(item);
    }
  }

  /** Makes a reference free that has one of its ends in nothing. */
  private void freeOfErased(Box reference, int idSize) {
    Reader fields = reference.content();
    HeifItem from = items.item(fields.unsigned(idSize));
    int count = fields.u16();
    boolean isFree = from != null && from.isErased;
    boolean toNothing = count > 0;
    for (int i = 0; i < count && !isFree && toNothing; i++) {
      HeifItem to = items.item(fields.unsigned(idSize));
      toNothing = to != null && to.isErased;
    }
    if (isFree || toNothing) {
      cleaned.freeType(reference.typeAt());
    }
  }
}
