package dev.imagevault.javalin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.util.SearchPattern;

/**
 * Finds the line that separates the parts of a form (RFC 2046, section 5.1.1) in bytes that come
 * piece by piece, wherever they are cut. Not thread-safe.
 *
 * <p>The server has a parser for forms, which puts a line feed before content that begins with a
 * dash and is cut right there.
 */
final class PartDelimiter {

  private static final int LINE_END = 2;

  private final SearchPattern delimiter;

  /** How much of the delimiter the bytes so far end with. */
  private int matched;

  /** How much of that was never part of the content. */
  private int assumed;

  PartDelimiter(String boundary) {
    this.delimiter = SearchPattern.compile(("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8));
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
    if (matched > 0 && bytes.hasRemaining()) {
      int now = delimiter.startsWith(bytes, matched);
      if (now > 0) {
        skip(bytes, now - matched);
        matched = now;
        return complete();
      }
      // No line end is inside a delimiter, so that none can begin in what was matched in vain.
      content.accept(ByteBuffer.wrap(delimiter.getPattern(), assumed, matched - assumed));
      matched = 0;
      assumed = 0;
    }
    int found = delimiter.match(bytes);
    matched = found < 0 ? delimiter.endsWith(bytes) : delimiter.getLength();
    int length = found < 0 ? bytes.remaining() - matched : found;
    content.accept(bytes.slice(bytes.position(), length));
    skip(bytes, length + matched);
    return complete();
  }

  private boolean complete() {
    if (matched < delimiter.getLength()) {
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
