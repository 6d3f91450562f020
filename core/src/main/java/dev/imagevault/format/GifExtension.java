package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

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
      profile(content, from, end, cleaned);
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

  private static void profile(Reader content, int from, int end, Cleaned cleaned) {
    long size = 0;
    Reader sized = content.ahead();
    for (Reader block = subBlock(sized); block != null; block = subBlock(sized)) {
      size += block.remaining();
    }
    Reader read = content.ahead();
    Pieces pieces = new Pieces(() -> subBlock(read));
    IccProfile profile = IccProfile.read(size, pieces::at, content.budget());
    if (profile == null) {
      return;
    }
    cleaned.keep(from, content.position());
    int offset = 0;
    for (Reader block = subBlock(content); block != null; block = subBlock(content)) {
      cleaned.keep(block.position() - 1, block.position());
      profile.keep(offset, block.remaining(), block.position(), cleaned);
      offset += block.remaining();
    }
    cleaned.keep(end - 1, end);
  }

  private static @Nullable Reader subBlock(Reader in) {
    int length = in.u8();
    return length == 0 ? null : in.part(length);
  }
}
