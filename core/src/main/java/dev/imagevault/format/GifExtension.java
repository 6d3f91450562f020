package dev.imagevault.format;

/**
 * What of a GIF's extension blocks is kept: what controls a frame, how often the animation repeats,
 * and a sound colour profile. Comments, texts and other applications' data go.
 */
final class GifExtension {

  private static final int APPLICATION = 0xff;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int GRAPHIC_CONTROL_LENGTH = 4;
  private static final int APPLICATION_LENGTH = 11;
  private static final int LOOP_LENGTH = 3;

  private GifExtension() {}

  /**
   * Reads an extension and appends what is kept of it to the cleaned image.
   *
   * @param in is after the extension introducer
   * @param from where the extension introducer is
   */
  static void read(Reader in, int from, Cleaned cleaned) {
    int label = in.u8();
    Reader content = in.ahead();
    Gif.passSubBlocks(in);
    int end = in.position();
    if (label == GRAPHIC_CONTROL) {
      graphicControl(content, from, end, cleaned);
    } else if (label == APPLICATION && content.u8() == APPLICATION_LENGTH) {
      application(content, from, end, cleaned);
    }
  }

  /** Four bytes and the end; whatever else a writer put there is left out. */
  private static void graphicControl(Reader content, int from, int end, Cleaned cleaned) {
    if (content.u8() < GRAPHIC_CONTROL_LENGTH) {
      return;
    }
    int afterControl = content.position() + GRAPHIC_CONTROL_LENGTH;
    if (afterControl + 1 == end) {
      cleaned.keep(from, end);
    } else {
      cleaned.keep(from, from + 2);
      cleaned.put(new byte[] {GRAPHIC_CONTROL_LENGTH});
      cleaned.keep(content.position(), afterControl);
      cleaned.put(new byte[1]);
    }
  }

  private static void application(Reader content, int from, int end, Cleaned cleaned) {
    if (content.startsWith("NETSCAPE2.0") || content.startsWith("ANIMEXTS1.0")) {
      content.skip(APPLICATION_LENGTH);
      loop(content, from, end, cleaned);
    } else if (content.startsWith("ICCRGBG1012")) {
      content.skip(APPLICATION_LENGTH);
      if (isSoundProfile(content)) {
        cleaned.keep(from, end);
      }
    }
  }

  /** The sub-block with the number of repeats, id 1; a buffer size, id 2, is of no use today. */
  private static void loop(Reader content, int from, int end, Cleaned cleaned) {
    int header = content.position();
    for (int length = content.u8(); length != 0; length = content.u8()) {
      if (length == LOOP_LENGTH && (content.peek() & 7) == 1) {
        int loop = content.position() - 1;
        cleaned.keep(from, header);
        cleaned.keep(loop, loop + 1 + LOOP_LENGTH);
        cleaned.keep(end - 1, end);
        return;
      }
      content.skip(length);
    }
  }

  private static boolean isSoundProfile(Reader content) {
    Reader header = content.ahead();
    long size = 0;
    for (int length = content.u8(); length != 0; length = content.u8()) {
      content.skip(length);
      size += length;
    }
    int first = header.u8();
    return first >= IccProfile.HEADER_LENGTH && IccProfile.isSound(size, header.part(first));
  }
}
