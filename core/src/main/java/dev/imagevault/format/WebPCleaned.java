package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP that are kept. The sizes and flags that precede them are known only at the
 * end, when all of them are.
 */
final class WebPCleaned {

  private static final int RIFF_HEADER_LENGTH = 12;
  private static final int TYPE_LENGTH = 4;
  private static final int CHUNK_HEADER_LENGTH = 8;

  /**
   * A range of the file that starts with a chunk.
   *
   * @param size what the chunk's size becomes, -1 where it stays
   * @param replacement what stands in its place, null where it stays
   */
  private record Kept(int from, int to, int size, byte @Nullable [] replacement) {
    int length() {
      return replacement == null ? to - from : replacement.length;
    }
  }

  private final Reader file;
  private final boolean stripMetadata;
  private final List<Kept> chunks = new ArrayList<>();
  private @Nullable WebPCanvas canvas;
  private int flags;

  /**
   * Starts with nothing.
   *
   * @param file reads the image from its first byte, and stays there
   */
  WebPCleaned(Reader file, boolean stripMetadata) {
    this.file = file;
    this.stripMetadata = stripMetadata;
  }

  void keep(int from, int end) {
    chunks.add(new Kept(from, end, -1, null));
  }

  /** Keeps the VP8X chunk; its metadata flags become those of what is kept from now on. */
  void keepCanvas(WebPCanvas header, int from, int end) {
    canvas = header;
    flags = header.flags() & ~(WebPCanvas.PROFILE | WebPCanvas.EXIF | WebPCanvas.XMP);
    keep(from, end);
  }

  void keepProfile(int from, int end) {
    if (canvas != null) {
      flags |= canvas.flags() & WebPCanvas.PROFILE;
    }
    keep(from, end);
  }

  /** Keeps a frame's chunk up to before {@code keptTo}. */
  void keepFrame(int from, int keptTo, int end) {
    int size = keptTo == end ? -1 : keptTo - from - CHUNK_HEADER_LENGTH;
    chunks.add(new Kept(from, keptTo, size, null));
  }

  /** Keeps an EXIF chunk if it holds the orientation alone, else one that does. */
  void keepOrientation(int orientation, boolean alone, int from, int end) {
    flags |= WebPCanvas.EXIF;
    if (alone) {
      keep(from, end);
      return;
    }
    byte[] block = Exif.holding(orientation);
    byte[] chunk = new byte[CHUNK_HEADER_LENGTH + block.length];
    System.arraycopy("EXIF".getBytes(StandardCharsets.ISO_8859_1), 0, chunk, 0, TYPE_LENGTH);
    System.arraycopy(littleEndian(block.length), 0, chunk, TYPE_LENGTH, 4);
    System.arraycopy(block, 0, chunk, CHUNK_HEADER_LENGTH, block.length);
    chunks.add(new Kept(from, end, -1, chunk));
  }

  /**
   * Returns what is to be stored.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    int start = file.position();
    Cleaned cleaned = new Cleaned(file, stripMetadata);
    int length = RIFF_HEADER_LENGTH + chunks.stream().mapToInt(Kept::length).sum();
    if (length == end - start) {
      cleaned.keep(start, start + RIFF_HEADER_LENGTH);
    } else {
      cleaned.keep(start, start + TYPE_LENGTH);
      cleaned.put(littleEndian(length - CHUNK_HEADER_LENGTH));
      cleaned.keep(start + CHUNK_HEADER_LENGTH, start + RIFF_HEADER_LENGTH);
    }
    boolean flagsChange = canvas != null && flags != canvas.flags();
    for (Kept chunk : chunks) {
      int content = chunk.from() + CHUNK_HEADER_LENGTH;
      if (chunk.replacement() != null) {
        cleaned.put(chunk.replacement());
      } else if (flagsChange && chunk == chunks.get(0)) {
        cleaned.keep(chunk.from(), content);
        cleaned.put(new byte[] {(byte) flags});
        cleaned.keep(content + 1, chunk.to());
      } else if (chunk.size() >= 0) {
        cleaned.keep(chunk.from(), chunk.from() + TYPE_LENGTH);
        cleaned.put(littleEndian(chunk.size()));
        cleaned.keep(content, chunk.to());
      } else {
        cleaned.keep(chunk.from(), chunk.to());
      }
    }
    return cleaned.build(end);
  }

  private static byte[] littleEndian(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }
}
