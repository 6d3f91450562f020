package dev.imagevault.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

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

  /** A profile of this size, of one tag that has all of its data: none below 144 bytes. */
  static byte[] profile(int size) {
    byte[] white = new byte[Math.max(0, size - 144)];
    Arrays.fill(white, (byte) 'p');
    byte[] profile = profile(bytes("wtpt", be32(144), be32(white.length)), white);
    return Arrays.copyOf(profile, size);
  }

  /**
   * A profile.
   *
   * @param tags each with its signature, offset and size
   * @param data what follows them, from 132 and 12 bytes for each tag on
   */
  static byte[] profile(byte[] tags, Object... data) {
    byte[] joined = bytes(data);
    byte[] head = bytes(new byte[36], "acsp", new byte[88], be32(tags.length / 12));
    byte[] profile = bytes(head, tags, joined);
    System.arraycopy(be32(profile.length), 0, profile, 0, 4);
    return profile;
  }

  /** What a stream of zlib makes of it. */
  static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[1000];
    while (!deflater.finished()) {
      out.write(part, 0, deflater.deflate(part));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Returns where the last of these texts begins. */
  static int indexOfLast(byte[] array, String... texts) {
    int last = -1;
    for (String text : texts) {
      byte[] sought = bytes(text);
      for (int i = 0; i + sought.length <= array.length; i++) {
        if (Arrays.equals(array, i, i + sought.length, sought, 0, sought.length)) {
          last = Math.max(last, i);
        }
      }
    }
    return last;
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
