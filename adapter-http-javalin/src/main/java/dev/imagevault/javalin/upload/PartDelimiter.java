package dev.imagevault.javalin.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the line that separates the parts of a form (RFC 2046, section 5.1.1) in bytes that come
 * piece by piece, wherever they are cut. Not thread-safe.
 *
 * <p>The server has a parser for forms, which puts a line feed before content that begins with a
 * dash and is cut right there. Its search takes as many steps for each byte as the delimiter is
 * long, if a client makes it so; this one takes two at the most: a delimiter begins with a line
 * end, and has none inside, so that none can begin in what was compared in vain.
 */
final class PartDelimiter {

  private static final int LINE_END = 2;

  private final byte[] delimiter;

  /** How far the delimiter may move on, by the byte that is under its end (Horspool, 1980). */
  private final int[] shifts = new int[256];

  /** How much of the delimiter the bytes so far end with. */
  private int matched;

  /** How much of that was never part of the content. */
  private int assumed;

  PartDelimiter(String boundary) {
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    Arrays.fill(shifts, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      shifts[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
    beginContent();
  }

  /** What comes next may be a delimiter at once: the line end before it was there already. */
  void beginContent() {
    matched = LINE_END;
    assumed = LINE_END;
  }

  /**
   * Takes bytes up to the end of the next delimiter, or all of them.
   *
   * @param content gets what is before the delimiter, perhaps in several pieces
   * @return whether the delimiter was found
   */
  boolean find(ByteBuffer bytes, Consumer<ByteBuffer> content) {
    if (matched > 0) {
      int more = same(bytes, bytes.position(), matched);
      skip(bytes, more);
      matched += more;
      if (matched == delimiter.length || !bytes.hasRemaining()) {
        return complete();
      }
      content.accept(ByteBuffer.wrap(delimiter, assumed, matched - assumed));
      assumed = 0;
    }
    int begin = search(bytes);
    content.accept(bytes.slice(bytes.position(), begin - bytes.position()));
    matched = Math.min(delimiter.length, bytes.limit() - begin);
    bytes.position(begin + matched);
    return complete();
  }

  /** Returns where the delimiter begins, perhaps to go on after these bytes, or their end. */
  private int search(ByteBuffer bytes) {
    int last = delimiter.length - 1;
    int limit = bytes.limit();
    int at = bytes.position();
    while (at < limit) {
      int same = bytes.get(at) == delimiter[0] ? same(bytes, at, 0) : 0;
      if (same == Math.min(delimiter.length, limit - at)) {
        return at;
      }
      int shift = at < limit - last ? shifts[bytes.get(at + last) & 0xff] : 1;
      at += Math.max(same, shift);
    }
    return limit;
  }

  /** Returns how many of these bytes are the delimiter's, from its byte at this index on. */
  private int same(ByteBuffer bytes, int position, int index) {
    int most = Math.min(delimiter.length - index, bytes.limit() - position);
    int count = 0;
    while (count < most && bytes.get(position + count) == delimiter[index + count]) {
      count++;
    }
    return count;
  }

  private boolean complete() {
    if (matched < delimiter.length) {
      return false;
    }
    matched = 0;
    assumed = 0;
    return true;
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(bytes.position() + count);
  }
}
