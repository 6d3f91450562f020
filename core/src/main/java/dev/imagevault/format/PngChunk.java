package dev.imagevault.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A chunk of a PNG (PNG, 5.3): its length, its type, its data, and a checksum of the latter two.
 *
 * @param from where it starts, with its length
 * @param data is at its data's first byte
 * @param end where its checksum ends
 * @param isSound whether the checksum is right; a critical chunk's always is
 */
record PngChunk(String type, int from, Reader data, int end, boolean isSound) {

  static final int HEADER_LENGTH = 8;
  static final int CRC_LENGTH = 4;
  private static final int MAX_NAME = 79;

  /**
   * Passes the next chunk, or rejects the image if there is none or a critical one with a wrong
   * checksum.
   */
  static PngChunk next(Reader in) {
    int from = in.position();
    long length = in.u32();
    String type = in.type();
    if (!isPossible(length, type)) {
      throw in.invalid("a chunk is malformed");
    }
    Reader data = in.part(length);
    in.budget().steps(data.remaining() / Long.BYTES);
    boolean isSound = crc(in.array(), from + 4, data.end()) == (int) in.u32();
    PngChunk chunk = new PngChunk(type, from, data, in.position(), isSound);
    if (!isSound && chunk.isCritical()) {
      throw in.invalid("a chunk's checksum is wrong");
    }
    return chunk;
  }

  /**
   * Returns whether a chunk comes next, whole or of pixels. The file may end, or go on with what is
   * no chunk, after the picture.
   */
  static boolean isNext(Reader ahead) {
    if (ahead.remaining() < HEADER_LENGTH) {
      return false;
    }
    long length = ahead.u32();
    String type = ahead.type();
    boolean isWhole = length + CRC_LENGTH <= ahead.remaining();
    return isPossible(length, type) && (isWhole || type.equals("IDAT") || PngAnimation.has(type));
  }

  private static boolean isPossible(long length, String type) {
    return length <= Integer.MAX_VALUE && type.chars().allMatch(PngChunk::isLetter);
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** Returns whether the image cannot be shown without it. */
  boolean isCritical() {
    return Character.isUpperCase(type.charAt(0));
  }

  /** Passes a name and the zero behind it, and returns the name's length, or 0 if it is none. */
  static int passName(Reader data) {
    for (int length = 0; data.remaining() > 0 && length <= MAX_NAME; length++) {
      if (data.u8() == 0) {
        return length;
      }
    }
    return 0;
  }

  /** Returns the name that its data begin with, which has this length. */
  String name(int length) {
    int at = from + HEADER_LENGTH;
    return new String(data.array(), at, length, StandardCharsets.ISO_8859_1);
  }

  /**
   * Keeps the chunk with this name in place of the one that its data begin with.
   *
   * @param content where what follows the name and its zero begins
   */
  void keepRenamed(String name, int nameLength, int content, Cleaned cleaned) {
    if (name(nameLength).equals(name)) {
      cleaned.keep(from, end);
      return;
    }
    byte[] typeAndName = (type + name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(typeAndName);
    crc.update(data.array(), content, data.end() - content);
    cleaned.put(bigEndian(typeAndName.length - 4 + data.end() - content));
    cleaned.put(typeAndName);
    cleaned.keep(content, data.end());
    cleaned.put(bigEndian((int) crc.getValue()));
  }

  /** Keeps the chunk with its data only up to before {@code dataEnd}. */
  void keepStart(int dataEnd, Cleaned cleaned) {
    int typeAt = from + 4;
    cleaned.put(bigEndian(dataEnd - from - HEADER_LENGTH));
    cleaned.keep(typeAt, dataEnd);
    cleaned.put(bigEndian(crc(data.array(), typeAt, dataEnd)));
  }

  /** Returns the bytes of a chunk. */
  static byte[] bytes(String type, byte[] data) {
    ByteArrayOutputStream typeAndData = new ByteArrayOutputStream();
    typeAndData.writeBytes(type.getBytes(StandardCharsets.ISO_8859_1));
    typeAndData.writeBytes(data);
    byte[] checked = typeAndData.toByteArray();
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(bigEndian(data.length));
    chunk.writeBytes(checked);
    chunk.writeBytes(bigEndian(crc(checked, 0, checked.length)));
    return chunk.toByteArray();
  }

  private static int crc(byte[] array, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(array, from, to - from);
    return (int) crc.getValue();
  }

  private static byte[] bigEndian(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }
}
