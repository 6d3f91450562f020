package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a range of an uploaded file from its start to its end and never past it: there the image is
 * found broken. Each byte or range passed is a step of the check's budget. Not thread-safe.
 */
final class Reader {

  private final String image;
  private final Budget budget;
  private final byte[] array;
  private final int end;
  private int position;

  /**
   * Reads {@code array} from {@code start} to before {@code end}.
   *
   * @param image how rejections call the image, such as "The PNG image"
   * @param budget what the check may cost
   */
  Reader(String image, byte[] array, int start, int end, Budget budget) {
    this.image = image;
    this.budget = budget;
    this.array = array;
    this.position = start;
    this.end = end;
  }

  /** Returns the whole file's array; only ranges that were read are known to lie in the file. */
  byte[] array() {
    return array;
  }

  /** Returns what the check may cost, all readers of the file together. */
  Budget budget() {
    return budget;
  }

  /** Returns where in the array the next byte is. */
  int position() {
    return position;
  }

  /** Returns where in the array the range ends. */
  int end() {
    return end;
  }

  int remaining() {
    return end - position;
  }

  /** Returns the next byte without passing it. */
  int peek() {
    require(1);
    return array[position] & 0xff;
  }

  int u8() {
    budget.step();
    require(1);
    return array[position++] & 0xff;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  long u32() {
    return (long) u16() << 16 | u16();
  }

  int u16le() {
    return u8() | u8() << 8;
  }

  int u24le() {
    return u16le() | u8() << 16;
  }

  long u32le() {
    return u16le() | (long) u16le() << 16;
  }

  /** Returns the next {@code size} bytes, at most 8, as one unsigned number, big end first. */
  long unsigned(int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | u8();
    }
    if (value < 0) {
      throw invalid("a number is out of range");
    }
    return value;
  }

  /** Returns the next four bytes as text, such as a chunk's or a box's type. */
  String type() {
    budget.step();
    require(4);
    position += 4;
    return new String(array, position - 4, 4, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether exactly these characters come next, without passing them. */
  boolean startsWith(String characters) {
    if (remaining() < characters.length()) {
      return false;
    }
    for (int i = 0; i < characters.length(); i++) {
      if ((array[position + i] & 0xff) != characters.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Passes this many bytes. */
  Reader skip(long count) {
    budget.step();
    require(count);
    position += (int) count;
    return this;
  }

  /** Passes this many bytes and returns a reader for them alone. */
  Reader part(long length) {
    int start = position;
    skip(length);
    return new Reader(image, array, start, position, budget);
  }

  /** Returns another reader for what remains here; this one does not move. */
  Reader ahead() {
    return new Reader(image, array, position, end, budget);
  }

  /** Returns another reader from this place of the range, or from its end if that is before. */
  Reader aheadAt(int start) {
    return new Reader(image, array, Math.min(start, end), end, budget);
  }

  /** Returns the rejection of an image that is recognised and broken in this way. */
  ImageRejectedException invalid(String what) {
    return new ImageRejectedException(
        ImageRejectedException.Reason.INVALID, image + " is broken: " + what);
  }

  /** Returns the rejection of an image that is recognised and of a kind that is not accepted. */
  ImageRejectedException unsupported(String what) {
    return new ImageRejectedException(
        ImageRejectedException.Reason.UNSUPPORTED, image + " " + what);
  }

  /** Returns the rejection of an image that has more of something than is accepted. */
  ImageRejectedException beyondLimit(long limit, String things) {
    return new ImageRejectedException(
        ImageRejectedException.Reason.INVALID, image + " has more than " + limit + " " + things);
  }

  private void require(long count) {
    if (count > end - position) {
      throw invalid("it ends too early");
    }
  }
}
