package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/**
 * A box of a file in the ISO base media format (ISO/IEC 14496-12, 4.2).
 *
 * @param type four characters
 * @param typeAt where in the file the type is
 * @param body reads what the box holds; it stays at its start
 * @param isOpenEnded whether the box has no size of its own and lasts to the end of the file
 */
record Box(String type, int typeAt, Reader body, boolean isOpenEnded) {

  /** Passes the next box of the file and returns it, or null if what comes next is none. */
  static @Nullable Box nextInFile(Reader in) {
    if (in.remaining() < 8) {
      return null;
    }
    Reader header = in.ahead();
    long size = header.u32();
    int typeAt = header.position();
    String type = header.type();
    boolean isOpenEnded = size == 0;
    if (isOpenEnded) {
      size = in.remaining();
    } else if (size == 1 && header.remaining() >= 8) {
      size = header.unsigned(8);
    }
    int headerLength = header.position() - in.position();
    if (size < headerLength || size > in.remaining()) {
      return null;
    }
    in.skip(headerLength);
    return new Box(type, typeAt, in.part(size - headerLength), isOpenEnded);
  }

  /** Passes the next box within another and returns it. */
  static Box next(Reader in) {
    Box box = nextInFile(in);
    if (box == null || box.isOpenEnded) {
      throw in.invalid("a box is malformed");
    }
    return box;
  }

  /** Passes the version and the flags that a full box starts with and returns the version. */
  static int version(Reader content) {
    int version = content.u8();
    content.skip(3);
    return version;
  }

  /** Returns a new reader of what the box holds, from its start. */
  Reader content() {
    return body.ahead();
  }

  /** Returns where in the file what the box holds starts. */
  int from() {
    return body.position();
  }

  /** Returns where in the file the box ends. */
  int end() {
    return body.end();
  }
}
