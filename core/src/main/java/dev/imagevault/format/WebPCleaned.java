package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The chunks of a WebP that are kept. They are written down only when all are known, for the size
 * and the flags that precede them depend on them.
 */
final class WebPCleaned {

  private static final int RIFF_HEADER_LENGTH = 12;
  private static final int TYPE_LENGTH = 4;
  private static final int CHUNK_HEADER_LENGTH = 8;

  /** The heap that a chunk takes while it is known and not yet written down. */
  private static final int CHUNK = 48;

  private final Reader file;
  private final boolean stripMetadata;
  private final List<Consumer<Cleaned>> chunks = new ArrayList<>();
  private int length = RIFF_HEADER_LENGTH;
  private int canvasFlags;
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

  /** Keeps a chunk with its padding. */
  void keep(int from, int end) {
    length += end - from;
    file.budget().remember(CHUNK);
    chunks.add(cleaned -> cleaned.keep(from, end));
  }

  /** Keeps the VP8X chunk; its metadata flags become those of what is kept from now on. */
  void keepCanvas(WebPCanvas canvas, int from, int end) {
    length += end - from;
    canvasFlags = canvas.flags();
    flags = canvasFlags & ~(WebPCanvas.PROFILE | WebPCanvas.EXIF | WebPCanvas.XMP);
    int flagsAt = from + CHUNK_HEADER_LENGTH;
    file.budget().remember(CHUNK);
    chunks.add(
        cleaned -> {
          if (flags == canvasFlags) {
            cleaned.keep(from, end);
          } else {
            cleaned.keep(from, flagsAt);
            cleaned.put(new byte[] {(byte) flags});
            cleaned.keep(flagsAt + 1, end);
          }
        });
  }

  /** Keeps the colour profile, and its flag if it was set. */
  void keepProfile(int from, int end) {
    flags |= canvasFlags & WebPCanvas.PROFILE;
    keep(from, end);
  }

  /** Keeps a frame's chunk up to before {@code keptTo}, where another chunk within it starts. */
  void keepStartOfFrame(int from, int keptTo) {
    length += keptTo - from;
    int content = from + CHUNK_HEADER_LENGTH;
    file.budget().remember(CHUNK);
    chunks.add(
        cleaned -> {
          cleaned.keep(from, from + TYPE_LENGTH);
          cleaned.put(littleEndian(keptTo - content));
          cleaned.keep(content, keptTo);
        });
  }

  /** Keeps an EXIF chunk if it holds the orientation alone, else one that does. */
  void keepOrientation(int orientation, boolean alone, int from, int end) {
    flags |= WebPCanvas.EXIF;
    if (alone) {
      keep(from, end);
      return;
    }
    byte[] block = Exif.holding(orientation);
    length += CHUNK_HEADER_LENGTH + block.length;
    file.budget().remember(CHUNK);
    chunks.add(
        cleaned -> {
          cleaned.put("EXIF".getBytes(StandardCharsets.ISO_8859_1));
          cleaned.put(littleEndian(block.length));
          cleaned.put(block);
        });
  }

  /**
   * Returns what is to be stored.
   *
   * @param end where in the file the image ends
   */
  ImageBytes build(int end) {
    int start = file.position();
    Cleaned cleaned = new Cleaned(file, stripMetadata);
    if (length == end - start) {
      cleaned.keep(start, start + RIFF_HEADER_LENGTH);
    } else {
      cleaned.keep(start, start + TYPE_LENGTH);
      cleaned.put(littleEndian(length - CHUNK_HEADER_LENGTH));
      cleaned.keep(start + CHUNK_HEADER_LENGTH, start + RIFF_HEADER_LENGTH);
    }
    chunks.forEach(chunk -> chunk.accept(cleaned));
    return cleaned.build(end);
  }

  private static byte[] littleEndian(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }
}
