package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What becomes of an AVIF or HEIC file when metadata are removed and no offset may move: ranges
 * that hold data or nothing of use are erased except for images' data, which lie in boxes for data
 * alone, and the types of some boxes and a few flags are replaced. So what is erased is never what
 * describes the image, and the result describes the same image again.
 */
final class HeifCleaned {

  private static final byte[] FREE = "free".getBytes(StandardCharsets.ISO_8859_1);

  private static final byte[] NO_ID = {-1, -1};

  /** The heap that a replacement takes, beside its bytes. */
  private static final int REPLACEMENT = 96;

  private final Reader file;
  private final Budget budget;
  private final boolean stripMetadata;
  private final Ranges data;
  private final Ranges erasable;
  private final Ranges images;
  private final Ranges metadata;
  private final Ranges other;

  /**
   * Four bytes are a type to be replaced, two half an id, one has a flag to be cleared, unless said
   * otherwise.
   */
  private final Ranges replaced;

  private final Map<Integer, byte[]> replacements = new HashMap<>();

  /**
   * Starts with nothing to erase.
   *
   * @param file reads the image from its first byte, and stays there
   */
  HeifCleaned(Reader file, boolean stripMetadata) {
    this.file = file;
    this.budget = file.budget();
    this.stripMetadata = stripMetadata;
    this.data = new Ranges(budget);
    this.erasable = new Ranges(budget);
    this.images = new Ranges(budget);
    this.metadata = new Ranges(budget);
    this.other = new Ranges(budget);
    this.replaced = new Ranges(budget);
  }

  /** Erases a box's content, except for the images' data in it. */
  void data(Box box) {
    erase(box);
    data.add(box.from(), box.end());
  }

  /** Erases a box's content, which is no image's data. */
  void erase(Box box) {
    erasable.add(box.from(), box.end());
  }

  /** Erases the bytes from {@code from} to before {@code to}. */
  void erase(int from, int to) {
    erasable.add(from, to);
  }

  /** Replaces the bytes at this place by as many others. */
  void replace(int from, byte[] replacement) {
    budget.remember(REPLACEMENT);
    replacements.put(from, replacement);
    replaced.add(from, from + replacement.length);
  }

  /** Erases the next bytes, and passes them. */
  void erase(Reader in, int count) {
    erasable.add(in.position(), in.skip(count).position());
  }

  /** Erases what remains, and passes it. */
  void eraseRest(Reader in) {
    erase(in, in.remaining());
  }

  /** Erases the next bytes up to a zero, and passes them and the zero. */
  void eraseText(Reader in) {
    int from = in.position();
    while (in.remaining() > 0 && in.peek() != 0) {
      in.skip(1);
    }
    erasable.add(from, in.position());
    in.skip(Math.min(1, in.remaining()));
  }

  /** Makes a box one of free space, without content. */
  void free(Box box) {
    freeType(box.typeAt());
    erase(box);
  }

  /** Makes the type at this place one that nobody reads. */
  void freeType(int typeAt) {
    replaced.add(typeAt, typeAt + FREE.length);
  }

  /** Makes the id of an item that is not there one that says nothing: zero, decoders refuse. */
  void freeId(int at, int size) {
    for (int i = 0; i < size; i += NO_ID.length) {
      replaced.add(at + i, at + i + NO_ID.length);
    }
  }

  /** Clears the highest bit of the byte at this place. */
  void clearFlag(int at) {
    replaced.add(at, at + 1);
  }

  /** Takes note of where an image's data are. */
  void image(long from, long length) {
    add(images, from, length);
  }

  /** Takes note of where a JPEG is, whose own metadata are no image's data. */
  void jpegImage(long from, long length) {
    require(from, length);
    Reader in = file.ahead().skip(from - file.position()).part(length);
    int kept = in.position();
    JpegSegments segments = new JpegSegments(in.skip(2));
    int marker;
    do {
      int stray = in.position();
      marker = segments.next();
      if (stray < segments.from()) {
        image(kept, stray - kept);
        kept = segments.from();
      }
      Reader segment = segments.content();
      if (segment == null) {
        throw file.invalid("it ends too early");
      }
      if (JpegMetadata.isPrivate(marker, segment)) {
        image(kept, segment.position() - kept);
        kept = segment.end();
      }
    } while (marker != Jpeg.SOS);
    image(kept, in.end() - kept);
  }

  /** Takes note of where metadata are. */
  void metadata(long from, long length) {
    add(metadata, from, length);
  }

  /** Takes note of where data are, if at all, that nothing needs unless an image shares them. */
  void other(long from, long length) {
    if (from >= 0 && length >= 0 && from <= file.end() && length <= file.end() - from) {
      other.add((int) from, (int) (from + length));
    }
  }

  /** Adds a range, unless it is empty: then it may lie in what is cut off, or anywhere. */
  private void add(Ranges ranges, long from, long length) {
    if (length != 0) {
      require(from, length);
      ranges.add((int) from, (int) (from + length));
    }
  }

  private void require(long from, long length) {
    if (from < 0 || length < 0 || from > file.end() || length > file.end() - from) {
      throw file.invalid("it ends too early");
    }
  }

  /** Returns where the last of the items' and tracks' data end, once they were checked. */
  int lastUsed() {
    int last = Math.max(images.end(), metadata.end());
    for (int i = 0; i < other.size(); i++) {
      if (other.to(i) > last && erasable.hasAround(other.from(i), other.to(i))) {
        last = other.to(i);
      }
    }
    return last;
  }

  /** Rejects the image if data lie outside boxes for data, or metadata share bytes with images. */
  void check() {
    data.sort();
    erasable.join();
    images.join();
    metadata.join();
    checkInside(images, data);
    checkInside(metadata, erasable);
    int next = 0;
    for (int i = 0; i < metadata.size(); i++) {
      while (next < images.size() && images.to(next) <= metadata.from(i)) {
        next++;
      }
      if (next < images.size() && images.from(next) < metadata.to(i)) {
        throw file.invalid("its metadata and its pixels share bytes");
      }
    }
  }

  private void checkInside(Ranges sorted, Ranges boxes) {
    int next = 0;
    for (int i = 0; i < sorted.size(); i++) {
      while (next < boxes.size() && boxes.to(next) < sorted.to(i)) {
        next++;
      }
      if (next == boxes.size() || boxes.from(next) > sorted.from(i)) {
        throw file.invalid("its data are outside the boxes for data");
      }
    }
  }

  /**
   * Returns what is to be stored, once that was checked.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    replaced.sort();
    Cleaned cleaned = new Cleaned(file, stripMetadata);
    int at = file.position();
    int next = 0;
    int image = 0;
    for (int i = 0; i < erasable.size(); i++) {
      for (; next < replaced.size() && replaced.from(next) < erasable.from(i); next++) {
        at = replace(next, at, end, cleaned);
      }
      int from = erasable.from(i);
      int to = Math.min(erasable.to(i), end);
      while (image < images.size() && images.to(image) <= from) {
        image++;
      }
      for (; image < images.size() && images.from(image) < to; image++) {
        at = zeros(from, images.from(image), at, cleaned);
        from = images.to(image);
      }
      at = zeros(from, to, at, cleaned);
    }
    for (; next < replaced.size(); next++) {
      at = replace(next, at, end, cleaned);
    }
    cleaned.keep(at, end);
    return cleaned.build(end);
  }

  private int zeros(int from, int to, int at, Cleaned cleaned) {
    if (from >= to || isZero(from, to)) {
      return at;
    }
    cleaned.keep(at, from);
    cleaned.zeros(to - from);
    return to;
  }

  private int replace(int index, int at, int limit, Cleaned cleaned) {
    int from = replaced.from(index);
    int to = replaced.to(index);
    byte[] old = Arrays.copyOfRange(file.array(), from, to);
    byte[] replacement =
        replacements.getOrDefault(
            from,
            switch (old.length) {
              case 1 -> new byte[] {(byte) (old[0] & 0x7f)};
              case 2 -> NO_ID;
              default -> FREE;
            });
    if (from < at || to > limit || Arrays.equals(old, replacement)) {
      return at;
    }
    cleaned.keep(at, from);
    cleaned.put(replacement);
    return to;
  }

  private boolean isZero(int from, int to) {
    budget.steps((to - from) / Long.BYTES);
    for (int i = from; i < to; i++) {
      if (file.array()[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
