package dev.imagevault.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The index of a JPEG file's pictures (CIPA DC-007): where those after the first are. */
final class JpegMultiPicture {

  /** What the index's segment begins with. */
  static final String SIGNATURE = "MPF\0";

  /** How long the index of two pictures is, with its marker. */
  static final int LENGTH = 90;

  private static final int BLOCK = 8;
  private static final int VERSION_TAG = 0xb000;
  private static final int NUMBER_TAG = 0xb001;
  private static final int ENTRIES_TAG = 0xb002;
  private static final int ENTRY_LENGTH = 16;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int JPEG_AND_PRIMARY = 0x030000;

  /** An iPhone's portrait has a gain map, a depth map and some mattes. */
  private static final int MAX_PICTURES = 16;

  private JpegMultiPicture() {}

  /**
   * Returns where in the file the pictures after the first should be. Nothing is known of what is
   * there, nor whether it lies in the file.
   *
   * @param block the segment's content, after its signature
   */
  static List<Long> positions(Reader block) {
    List<Long> positions = new ArrayList<>();
    int start = block.position();
    TiffDirectory index = TiffDirectory.first(block.array(), start, block.end());
    for (int entry = 0; index != null && entry < index.entries(); entry++) {
      int at = index.tag(entry) == ENTRIES_TAG ? index.undefined(entry) : -1;
      if (at >= 0) {
        long count = Math.min(MAX_PICTURES, index.length(entry) / ENTRY_LENGTH);
        for (int i = 1; i < count; i++) {
          positions.add(start + index.u32(at + i * ENTRY_LENGTH + 8));
        }
        return positions;
      }
    }
    return positions;
  }

  /**
   * Returns the segment that is the index of two pictures.
   *
   * @param position of the segment in the file
   * @param first how long the first picture is, and where the second begins
   * @param second how long the second is
   */
  static byte[] index(long position, long first, long second) {
    ByteBuffer segment = ByteBuffer.allocate(LENGTH);
    segment.putShort((short) 0xffe2).putShort((short) (LENGTH - 2));
    segment.put(new byte[] {'M', 'P', 'F', 0, 'M', 'M', 0, 42}).putInt(8).putShort((short) 3);
    entry(segment, VERSION_TAG, UNDEFINED, 4).put(new byte[] {'0', '1', '0', '0'});
    entry(segment, NUMBER_TAG, LONG, 1).putInt(2);
    entry(segment, ENTRIES_TAG, UNDEFINED, 2 * ENTRY_LENGTH).putInt(50);
    segment.putInt(0);
    segment.putInt(JPEG_AND_PRIMARY).putInt((int) first).putInt(0).putInt(0);
    segment.putInt(0).putInt((int) second).putInt((int) (first - position - BLOCK)).putInt(0);
    return segment.array();
  }

  private static ByteBuffer entry(ByteBuffer segment, int tag, int type, int count) {
    return segment.putShort((short) tag).putShort((short) type).putInt(count);
  }
}
