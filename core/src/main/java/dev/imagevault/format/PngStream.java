package dev.imagevault.format;

/**
 * The compressed pixels of a PNG, or of one frame of it, in chunks that follow each other. What
 * comes after their end is left out.
 */
final class PngStream {

  private final String type;
  private final int prefix;
  private final Reader image;
  private final ZlibStream stream;
  private final Cleaned cleaned;
  private boolean isBegun;
  private int end = ZlibStream.NO_END;

  /**
   * Nothing is taken yet.
   *
   * @param type of the chunks that it is in
   * @param prefix how many bytes of each chunk's data precede a part of the stream
   * @param stream finds where it ends
   */
  PngStream(String type, int prefix, Reader image, ZlibStream stream, Cleaned cleaned) {
    this.stream = stream;
    this.type = type;
    this.prefix = prefix;
    this.image = image;
    this.cleaned = cleaned;
  }

  /** Takes the next chunk, and keeps what of it belongs to the stream. */
  void take(PngChunk chunk) {
    int data = chunk.from() + PngChunk.HEADER_LENGTH;
    int content = data + prefix;
    int chunkEnd = chunk.data().end();
    if (!isBegun) {
      isBegun = true;
      end = stream.end(content, chunkEnd, this::next);
    }
    if (end == ZlibStream.NO_END || chunkEnd <= Math.max(end, content)) {
      cleaned.keep(chunk.from(), chunk.end());
    } else if (end > content || prefix > 0) {
      chunk.keepStart(Math.max(end, content), cleaned);
    }
  }

  private long next(int after) {
    Reader ahead = image.aheadAt(after + PngChunk.CRC_LENGTH);
    if (ahead.remaining() < PngChunk.HEADER_LENGTH) {
      return 0;
    }
    long length = ahead.u32();
    boolean goesOn = ahead.type().equals(type) && length <= ahead.remaining() && length >= prefix;
    long from = ahead.position() + prefix;
    return goesOn ? from << 32 | ahead.position() + length : 0;
  }
}
