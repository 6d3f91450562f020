package dev.imagevault.format;

import java.util.HashMap;
import java.util.HashSet;
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

  /** What a track needs to be shown: tables and references. All else is freed. */
  private static final Set<String> KEPT =
      Set.of(
          "elst", "vmhd", "nmhd", "stsd", "stts", "ctts", "cslg", "stsc", "stsz", "stco", "co64",
          "stss", "stsh");

  /** Groups of samples that a decoder may need to begin within a track (10.1 to 10.6). */
  private static final Set<String> SAMPLE_GROUPS =
      Set.of("refs", "rap ", "roll", "prol", "sync", "tele", "tsas", "stsa", "tscl");

  private final HeifCleaned cleaned;
  private final Set<Long> trackIds = new HashSet<>();

  HeifTracks(HeifCleaned cleaned) {
    this.cleaned = cleaned;
  }

  /**
   * Reads the file's moov box and returns the first track that shows pictures, or null. Tracks of
   * alpha and the like are shown only with another.
   */
  @Nullable HeifTrack first(Box movie) {
    HeifTrack first = null;
    readTrackIds(movie);
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
      } else if (box.type().equals("edts")) {
        edits(box);
      } else if (box.type().equals("tref")) {
        references(box);
      } else if (box.type().equals("sbgp") || box.type().equals("sgpd")) {
        sampleGroup(box);
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

  private void readTrackIds(Box movie) {
    Reader content = movie.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      boolean isKept = box.type().equals("trak") && PICTURES.contains(handler(box));
      Box header = isKept ? child(box, "tkhd") : null;
      if (header != null) {
        Reader fields = header.content();
        boolean isLong = Box.version(fields) == 1;
        content.budget().remember(HeifItem.SIZE);
        trackIds.add(fields.skip(isLong ? 16 : 8).u32());
      }
    }
  }

  private void edits(Box edits) {
    Reader content = edits.content();
    while (content.remaining() > 0) {
      Box box = Box.next(content);
      if (box.type().equals("elst")) {
        HeifFields.cleanTable(box, cleaned);
      } else {
        cleaned.free(box);
      }
    }
  }

  /** An id that no track has may be any number, so it goes. */
  private void references(Box references) {
    Reader content = references.content();
    while (content.remaining() > 0) {
      Reader ids = Box.next(content).content();
      while (ids.remaining() >= 4) {
        int at = ids.position();
        if (!trackIds.contains(ids.u32())) {
          cleaned.freeId(at, 4);
        }
      }
      cleaned.eraseRest(ids);
    }
  }

  private void sampleGroup(Box group) {
    Reader fields = group.content().skip(4);
    if (!SAMPLE_GROUPS.contains(fields.type())) {
      cleaned.free(group);
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
