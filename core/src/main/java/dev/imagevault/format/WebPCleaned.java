package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
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
    flags = canvasFlags & (WebPCanvas.ALPHA | WebPCanvas.ANIMATION);
    int flagsAt = from + CHUNK_HEADER_LENGTH;
    int sizeAt = flagsAt + 1 + WebPCanvas.RESERVED_LENGTH;
    file.budget().remember(CHUNK);
    chunks.add(
        cleaned -> {
          if (flags == canvasFlags && canvas.reserved() == 0) {
            cleaned.keep(from, end);
          } else {
            cleaned.keep(from, flagsAt);
            cleaned.put(new byte[] {(byte) flags, 0, 0, 0});
            cleaned.keep(sizeAt, end);
          }
        });
  }

  /** Keeps what is kept of the colour profile, and its flag if it was set. */
  void keepProfile(IccProfile profile, int from, Reader data, int end) {
    flags |= canvasFlags & WebPCanvas.PROFILE;
    length += end - from;
    file.budget().remember(CHUNK);
    chunks.add(
        cleaned -> {
          cleaned.keep(from, data.position());
          profile.keep(0, data.remaining(), data.position(), cleaned);
          cleaned.keep(data.end(), end);
        });
  }

  /** Keeps a chunk up to before {@code keptTo}, where what does not belong to it starts, if any. */
  void keepStart(int from, int keptTo, int end) {
    if (end - keptTo <= 1) {
      keep(from, end);
      return;
    }
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
