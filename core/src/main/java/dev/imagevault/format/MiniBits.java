package dev.imagevault.format;

import java.util.Arrays;

/** Reads numbers of any count of bits and writes those down that are to stay. Not thread-safe. */
final class MiniBits {

  /** More than a minimized image box has, whatever it describes. */
  private static final int LONGEST = 512;

  private final Reader in;
  private final byte[] written = new byte[LONGEST];
  private int writtenBits;
  private int octet;
  private int left;

  MiniBits(Reader in) {
    this.in = in;
  }

  /** Returns the next number of at most 28 bits, which is not written. */
  int drop(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (left == 0) {
        octet = in.u8();
        left = Byte.SIZE;
      }
      value = value << 1 | (octet >> --left & 1);
    }
    return value;
  }

  /** Returns the next number of at most 28 bits, which is written too. */
  int copy(int count) {
    int value = drop(count);
    write(value, count);
    return value;
  }

  /** Returns the next bit, which is written too. */
  boolean flag() {
    return copy(1) == 1;
  }

  /** Writes any number of the next bits. */
  void pass(int count) {
    for (int i = 0; i < count; i++) {
      copy(1);
    }
  }

  /** Writes a number of this many bits. */
  void write(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      written[writtenBits / Byte.SIZE] |=
          (byte) ((value >> i & 1) << (Byte.SIZE - 1 - writtenBits % Byte.SIZE));
      writtenBits++;
    }
  }

  /** Passes what is left of a byte. */
  void align() {
    if (drop(left) != 0) {
      throw in.invalid("its description does not end where it should");
    }
  }

  /** Returns what was written, up to the end of its last byte. */
  byte[] toByteArray() {
    return Arrays.copyOf(written, (writtenBits + Byte.SIZE - 1) / Byte.SIZE);
  }
}
