package dev.imagevault.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Puts files of each format together, part by part, well-formed or not. */
final class Build {

  private Build() {}

  /** Joins texts (a byte for a character), arrays, and ints (one byte each). */
  static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof byte[] array) {
        out.writeBytes(array);
      } else if (part instanceof Integer one) {
        out.write(one);
      } else {
        out.writeBytes(((String) part).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return out.toByteArray();
  }

  static byte[] be16(int value) {
    return bytes(value >> 8, value);
  }

  static byte[] be32(long value) {
    return ByteBuffer.allocate(4).putInt((int) value).array();
  }

  static byte[] le16(int value) {
    return bytes(value, value >> 8);
  }

  static byte[] le24(int value) {
    return bytes(value, value >> 8, value >> 16);
  }

  static byte[] le32(long value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
  }

  /** A JPEG segment with its length. */
  static byte[] segment(int marker, Object... content) {
    byte[] joined = bytes(content);
    return bytes(0xff, marker, be16(joined.length + 2), joined);
  }

  /** A PNG chunk with its length and checksum. */
  static byte[] chunk(String type, Object... content) {
    byte[] typeAndData = bytes(type, bytes(content));
    CRC32 crc = new CRC32();
    crc.update(typeAndData);
    return bytes(be32(typeAndData.length - 4), typeAndData, be32(crc.getValue()));
  }

  /** A RIFF chunk with its length and padding. */
  static byte[] riff(String type, Object... content) {
    byte[] joined = bytes(content);
    return bytes(type, le32(joined.length), joined, new byte[joined.length % 2]);
  }

  /** A GIF extension whose content goes into sub-blocks. */
  static byte[] extension(int label, byte[]... subBlocks) {
    byte[] joined = bytes(0x21, label);
    for (byte[] subBlock : subBlocks) {
      joined = bytes(joined, subBlock.length, subBlock);
    }
    return bytes(joined, 0);
  }

  /** A box of the ISO base media format. */
  static byte[] box(String type, Object... content) {
    byte[] joined = bytes(content);
    return bytes(be32(joined.length + 8), type, joined);
  }

  /** A box with a version and flags. */
  static byte[] fullBox(String type, int version, Object... content) {
    return box(type, version, new byte[3], bytes(content));
  }

  /** A TIFF block with an orientation, an artist and a position, as cameras write. */
  static byte[] exif(int orientation) {
    byte[] artist = bytes("SECRET artist\0");
    return bytes(
        "II*\0",
        le32(8),
        le16(2),
        bytes(le16(0x0112), le16(3), le32(1), le16(orientation), le16(0)),
        bytes(le16(0x013b), le16(2), le32(artist.length), le32(38)),
        le32(0),
        artist);
  }

  /** A TIFF block with an orientation and nothing else. */
  static byte[] orientation(int orientation) {
    byte[] entry = bytes(be16(0x0112), be16(3), be32(1), be16(orientation), be16(0));
    return bytes("MM\0*", be32(8), be16(1), entry, be32(0));
  }

  /** A profile of this size, sound as far as can be seen. */
  static byte[] profile(int size) {
    byte[] profile = new byte[size];
    Arrays.fill(profile, (byte) 'p');
    System.arraycopy(be32(size), 0, profile, 0, 4);
    System.arraycopy(bytes("acsp"), 0, profile, 36, 4);
    return profile;
  }

  static int indexOf(byte[] array, String text) {
    byte[] sought = bytes(text);
    for (int i = 0; i + sought.length <= array.length; i++) {
      if (Arrays.equals(array, i, i + sought.length, sought, 0, sought.length)) {
        return i;
      }
    }
    return -1;
  }
}
