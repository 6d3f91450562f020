package dev.imagevault.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of an AVIF or HEIC file: its moov box (ISO/IEC 14496-12, 8.2 to 8.7). Those of
 * pictures stay, with their times zeroed; those of sound, words or metadata become free space.
 */
final class HeifTracks {

  private static final Set<String> PICTURES = Set.of("pict", "auxv", "vide");
  private static final Set<String> CONTAINERS = Set.of("mdia", "minf", "stbl");

  /** What a track needs to be shown: tables, edits and references. All else is freed. */
  private static final Set<String> KEPT =
      Set.of(
          "hdlr", "edts", "tref", "trgr", "elng", "vmhd", "nmhd", "dinf", "stsd", "stts", "ctts",
          "cslg", "stsc", "stsz", "stco", "co64", "stss", "stsh", "stdp", "padb", "sbgp", "sgpd",
          "subs", "saiz", "saio", "sdtp");

  private final HeifCleaned cleaned;

  HeifTracks(HeifCleaned cleaned) {
    this.cleaned = cleaned;
  }

  /** Reads the file's moov box and returns the first track that shows pictures, or null. */
  @Nullable HeifTrack first(Box movie) {
    HeifTrack first = null;
    Reader content = movie.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      switch (box.type()) {
        case "mvhd" -> eraseTimes(box);
        case "trak" -> {
          HeifTrack track = track(box);
          first = first == null ? track : first;
        }
        case "mvex" -> throw content.invalid("its pictures are in fragments");
        default -> cleaned.free(box);
      }
    }
    return first;
  }

  private @Nullable HeifTrack track(Box box) {
    if (!PICTURES.contains(handler(box))) {
      cleaned.free(box);
      return null;
    }
    Map<String, Box> boxes = new HashMap<>();
    gather(box, boxes, 0);
    return HeifTrack.read(boxes, box.content(), cleaned);
  }

  private void gather(Box container, Map<String, Box> boxes, int depth) {
    Reader content = container.content();
    if (depth > Limits.MAX_NESTING) {
      throw content.beyondLimit(Limits.MAX_NESTING, "boxes in one another");
    }
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      boxes.put(box.type(), box);
      if (box.type().equals("tkhd") || box.type().equals("mdhd")) {
        eraseTimes(box);
      } else if (CONTAINERS.contains(box.type())) {
        gather(box, boxes, depth + 1);
      } else if (!KEPT.contains(box.type())) {
        cleaned.free(box);
      }
    }
  }

  /** Makes the times of creation and change, which these headers start with, zero. */
  private void eraseTimes(Box header) {
    Reader content = header.content();
    boolean isLong = Box.version(content) == 1;
    cleaned.erase(content, isLong ? 16 : 8);
  }

  /** Returns what kind of track it is, as its media's handler says. */
  private static String handler(Box track) {
    Box media = child(track, "mdia");
    Box handler = media == null ? null : child(media, "hdlr");
    return handler == null ? "" : handler.content().skip(8).type();
  }

  private static @Nullable Box child(Box container, String type) {
    Reader content = container.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      if (box.type().equals(type)) {
        return box;
      }
    }
    return null;
  }
}
