package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.UploadPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What becomes of an AVIF or HEIC file when metadata are removed and no offset may move: ranges
 * that only images may use are erased where they do not, and a few bytes are replaced.
 */
final class HeifCleaned {

  private static final byte[] FREE = "free".getBytes(StandardCharsets.ISO_8859_1);

  private record Range(int from, int to) {}

  private record Edit(int from, int to, byte[] replacement) {}

  private final Reader file;
  private final boolean stripMetadata;
  private final List<Range> erasable = new ArrayList<>();
  private final List<Range> images = new ArrayList<>();
  private final List<Range> metadata = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();

  /**
   * Starts with nothing to erase.
   *
   * @param file reads the image from its first byte, and stays there
   */
  HeifCleaned(Reader file, boolean stripMetadata) {
    this.file = file;
    this.stripMetadata = stripMetadata;
  }

  /** Erases a box's content, except for images' data in it. */
  void erase(Box box) {
    if (erasable.size() == UploadPolicy.MAX_PARTS) {
      throw file.beyondLimit(UploadPolicy.MAX_PARTS, "boxes");
    }
    erasable.add(new Range(box.from(), box.end()));
  }

  /** Makes a box one of free space, without content. */
  void free(Box box) {
    retype(box.typeAt());
    erase(box);
  }

  /** Makes the type at this place one that nobody reads. */
  void retype(int typeAt) {
    edits.add(new Edit(typeAt, typeAt + FREE.length, FREE));
  }

  /** Makes the next bytes zero, and passes them. */
  void zero(Reader in, int count) {
    int from = in.position();
    in.skip(count);
    edits.add(new Edit(from, from + count, new byte[count]));
  }

  /** Takes note of where an image's data are. */
  void image(long from, long length) {
    add(images, from, length);
  }

  /** Takes note of where metadata are. */
  void metadata(long from, long length) {
    add(metadata, from, length);
  }

  private void add(List<Range> ranges, long from, long length) {
    if (from < 0 || length < 0 || from > file.end() || length > file.end() - from) {
      throw file.invalid("it ends too early");
    }
    if (ranges.size() == UploadPolicy.MAX_PARTS) {
      throw file.beyondLimit(UploadPolicy.MAX_PARTS, "pieces of data");
    }
    if (length > 0) {
      ranges.add(new Range((int) from, (int) (from + length)));
    }
  }

  /** Returns where the last of the images' and metadata's data end. */
  int lastUsed() {
    int last = 0;
    for (Range range : images) {
      last = Math.max(last, range.to);
    }
    for (Range range : metadata) {
      last = Math.max(last, range.to);
    }
    return last;
  }

  /** Rejects the image if data lie outside boxes for data, or metadata share bytes with images. */
  void check() {
    erasable.sort(Comparator.comparingInt(Range::from));
    join(images);
    checkInside(images);
    metadata.sort(Comparator.comparingInt(Range::from));
    checkInside(metadata);
    int next = 0;
    for (Range range : metadata) {
      while (next < images.size() && images.get(next).to <= range.from) {
        next++;
      }
      if (next < images.size() && images.get(next).from < range.to) {
        throw file.invalid("its metadata and its pixels share bytes");
      }
    }
  }

  private void checkInside(List<Range> sorted) {
    int next = 0;
    for (Range range : sorted) {
      while (next < erasable.size() && erasable.get(next).to < range.to) {
        next++;
      }
      if (next == erasable.size() || erasable.get(next).from > range.from) {
        throw file.invalid("its data are outside the boxes for data");
      }
    }
  }

  /** Sorts ranges and makes one of those that overlap or touch. */
  private static void join(List<Range> ranges) {
    ranges.sort(Comparator.comparingInt(Range::from));
    List<Range> joined = new ArrayList<>();
    for (Range range : ranges) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).to >= range.from) {
        Range before = joined.get(last);
        joined.set(last, new Range(before.from, Math.max(before.to, range.to)));
      } else {
        joined.add(range);
      }
    }
    ranges.clear();
    ranges.addAll(joined);
  }

  /**
   * Returns what is to be stored, once that was checked.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    List<Range> erased = erased();
    edits.sort(Comparator.comparingInt(Edit::from));
    Cleaned cleaned = new Cleaned(file, stripMetadata);
    int at = file.position();
    int edit = 0;
    for (Range range : erased) {
      for (; edit < edits.size() && edits.get(edit).from < range.from; edit++) {
        at = apply(edits.get(edit), at, cleaned);
      }
      if (range.from >= end) {
        break;
      }
      int to = Math.min(range.to, end);
      cleaned.keep(at, range.from);
      if (isZero(range.from, to)) {
        cleaned.keep(range.from, to);
      } else {
        cleaned.zeros(to - range.from);
      }
      at = to;
    }
    for (; edit < edits.size(); edit++) {
      at = apply(edits.get(edit), at, cleaned);
    }
    cleaned.keep(at, end);
    return cleaned.build(end);
  }

  private int apply(Edit edit, int at, Cleaned cleaned) {
    int length = edit.replacement.length;
    if (Arrays.equals(edit.replacement, 0, length, file.array(), edit.from, edit.from + length)) {
      return at;
    }
    cleaned.keep(at, edit.from);
    cleaned.put(edit.replacement);
    return edit.to;
  }

  /** Returns the erasable ranges without the images' data, in order. */
  private List<Range> erased() {
    List<Range> erased = new ArrayList<>();
    int next = 0;
    for (Range range : erasable) {
      int from = range.from;
      for (; next < images.size() && images.get(next).to <= range.to; next++) {
        if (images.get(next).from > from) {
          erased.add(new Range(from, images.get(next).from));
        }
        from = images.get(next).to;
      }
      if (from < range.to) {
        erased.add(new Range(from, range.to));
      }
    }
    return erased;
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (file.array()[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
