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

  /** What is read of a track, and must not be there twice: readers may differ in which counts. */
  private static final Set<String> REQUIRED =
      Set.of("tkhd", "mdhd", "mdia", "minf", "stbl", "stsd", "stsc", "stsz", "stco", "co64");

  private static final Set<String> CONTAINERS = Set.of("mdia", "minf", "stbl");

  /** What a track needs to be shown: tables, edits and references. All else is freed. */
  private static final Set<String> KEPT =
      Set.of(
          "edts", "tref", "trgr", "elng", "vmhd", "nmhd", "stsd", "stts", "ctts", "cslg", "stsc",
          "stsz", "stco", "co64", "stss", "stsh", "stdp", "padb", "sbgp", "sgpd", "subs", "saiz",
          "saio", "sdtp");

  private final HeifCleaned cleaned;

  HeifTracks(HeifCleaned cleaned) {
    this.cleaned = cleaned;
  }

  /**
   * Reads the file's moov box and returns the first track that shows pictures, or null. Tracks of
   * alpha and the like are shown only with another.
   */
  @Nullable HeifTrack first(Box movie) {
    HeifTrack first = null;
    Reader content = movie.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      switch (box.type()) {
        case "mvhd" -> {
          eraseTimes(box);
          HeifFields.cleanTable(box, cleaned);
        }
        case "trak" -> {
          HeifTrack track = track(box, first == null);
          first = first == null ? track : first;
        }
        case "mvex" -> throw content.invalid("its pictures are in fragments");
        default -> cleaned.free(box);
      }
    }
    return first;
  }

  private @Nullable HeifTrack track(Box box, boolean isFirst) {
    String handler = handler(box);
    if (!PICTURES.contains(handler)) {
      cleaned.free(box);
      return null;
    }
    boolean isShown = isFirst && !handler.equals("auxv");
    Map<String, Box> boxes = new HashMap<>();
    gather(box, boxes);
    HeifTrack track = HeifTrack.read(boxes, box.content(), isShown, cleaned);
    return isShown ? track : null;
  }

  /** Containers are there once each, so they lie in one another three deep at most. */
  private void gather(Box container, Map<String, Box> boxes) {
    Reader content = container.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      if (REQUIRED.contains(box.type()) && boxes.put(box.type(), box) != null) {
        throw content.invalid("a box of a track is there twice");
      }
      if (box.type().equals("tkhd") || box.type().equals("mdhd")) {
        eraseTimes(box);
      } else if (CONTAINERS.contains(box.type())) {
        gather(box, boxes);
      } else if (box.type().equals("hdlr")) {
        HeifFields.cleanHandler(box, cleaned);
      } else if (box.type().equals("dinf")) {
        HeifFields.cleanDataInformation(box, cleaned);
      } else if (!KEPT.contains(box.type())) {
        cleaned.free(box);
      }
      HeifFields.cleanTable(box, cleaned);
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
