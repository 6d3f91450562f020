package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of an AVIF or HEIC file when metadata are removed and no offset may move: ranges
 * that hold data or nothing of use are erased except for images' data, which lie in boxes for data
 * alone, and a few bytes are replaced. So what is erased is never what describes the image, and the
 * result describes the same image again.
 */
final class HeifCleaned {

  private static final byte[] FREE = "free".getBytes(StandardCharsets.ISO_8859_1);

  private record Range(int from, int to) {}

  private final Reader file;
  private final boolean stripMetadata;
  private final List<Range> data = new ArrayList<>();
  private final List<Range> erasable = new ArrayList<>();
  private final List<Range> images = new ArrayList<>();
  private final List<Range> metadata = new ArrayList<>();
  private final List<Integer> freedTypes = new ArrayList<>();

  /**
   * Starts with nothing to erase.
   *
   * @param file reads the image from its first byte, and stays there
   */
  HeifCleaned(Reader file, boolean stripMetadata) {
    this.file = file;
    this.stripMetadata = stripMetadata;
  }

  /** Erases a box's content, except for the images' data in it. */
  void data(Box box) {
    erase(box);
    data.add(new Range(box.from(), box.end()));
  }

  /** Erases a box's content, which is no image's data. */
  void erase(Box box) {
    erase(box.from(), box.end());
  }

  /** Erases the next bytes, and passes them. */
  void erase(Reader in, int count) {
    erase(in.position(), in.skip(count).position());
  }

  private void erase(int from, int to) {
    if (erasable.size() == Limits.MAX_PARTS) {
      throw file.beyondLimit(Limits.MAX_PARTS, "boxes");
    }
    erasable.add(new Range(from, to));
  }

  /** Makes a box one of free space, without content. */
  void free(Box box) {
    freeType(box.typeAt());
    erase(box);
  }

  /** Makes the type at this place one that nobody reads. */
  void freeType(int typeAt) {
    freedTypes.add(typeAt);
  }

  /** Takes note of where an image's data are. */
  void image(long from, long length) {
    add(images, from, length);
  }

  /** Takes note of where a JPEG is, such as a thumbnail, whose own metadata are no image's data. */
  void jpegImage(long from, long length) {
    require(from, length);
    Reader in = file.ahead().skip(from - file.position()).part(length);
    int kept = in.position();
    in.skip(2);
    while (true) {
      int stray = in.position();
      int next = Jpeg.passStrayBytes(in);
      if (stray < next) {
        image(kept, stray - kept);
        kept = next;
      }
      int marker = Jpeg.marker(in);
      if (marker == Jpeg.SOS) {
        break;
      }
      Reader segment = Jpeg.segment(in);
      if (JpegMetadata.isPrivate(marker, segment)) {
        image(kept, segment.position() - kept);
        kept = segment.end();
      }
    }
    image(kept, in.end() - kept);
  }

  /** Takes note of where metadata are. */
  void metadata(long from, long length) {
    add(metadata, from, length);
  }

  private void add(List<Range> ranges, long from, long length) {
    require(from, length);
    if (ranges.size() == Limits.MAX_PARTS) {
      throw file.beyondLimit(Limits.MAX_PARTS, "pieces of data");
    }
    if (length > 0) {
      ranges.add(new Range((int) from, (int) (from + length)));
    }
  }

  private void require(long from, long length) {
    if (from < 0 || length < 0 || from > file.end() || length > file.end() - from) {
      throw file.invalid("it ends too early");
    }
  }

  /** Returns where the last of the images' and metadata's data end. */
  int lastUsed() {
    return Stream.concat(images.stream(), metadata.stream()).mapToInt(Range::to).max().orElse(0);
  }

  /** Rejects the image if data lie outside boxes for data, or metadata share bytes with images. */
  void check() {
    data.sort(Comparator.comparingInt(Range::from));
    erasable.sort(Comparator.comparingInt(Range::from));
    join(images);
    checkInside(images, data);
    metadata.sort(Comparator.comparingInt(Range::from));
    checkInside(metadata, erasable);
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

  private void checkInside(List<Range> sorted, List<Range> boxes) {
    int next = 0;
    for (Range range : sorted) {
      while (next < boxes.size() && boxes.get(next).to < range.to) {
        next++;
      }
      if (next == boxes.size() || boxes.get(next).from > range.from) {
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
    freedTypes.sort(Comparator.naturalOrder());
    Cleaned cleaned = new Cleaned(file, stripMetadata);
    int at = file.position();
    int next = 0;
    for (Range range : erased()) {
      for (; next < freedTypes.size() && freedTypes.get(next) < range.from; next++) {
        at = freeType(freedTypes.get(next), at, cleaned);
      }
      int to = Math.min(range.to, end);
      if (range.from < to && !isZero(range.from, to)) {
        cleaned.keep(at, range.from);
        cleaned.zeros(to - range.from);
        at = to;
      }
    }
    for (; next < freedTypes.size(); next++) {
      at = freeType(freedTypes.get(next), at, cleaned);
    }
    cleaned.keep(at, end);
    return cleaned.build(end);
  }

  private int freeType(int typeAt, int at, Cleaned cleaned) {
    int end = typeAt + FREE.length;
    if (Arrays.equals(FREE, 0, FREE.length, file.array(), typeAt, end)) {
      return at;
    }
    cleaned.keep(at, typeAt);
    cleaned.put(FREE);
    return end;
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
