package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.le16;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** GIFs whose pixels can be decoded, with frames anywhere. */
final class Gifs {

  private static final int CLEAR = 4;
  private static final int END = 5;

  private Gifs() {}

  /** A screen of this size and frames, each shown for half a second. */
  static byte[] file(int width, int height, byte[]... frames) {
    byte[] colours = bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0);
    byte[] file = bytes("GIF89a", le16(width), le16(height), 0x91, 0, 0, colours);
    for (byte[] frame : frames) {
      file = bytes(file, extension(0xf9, bytes(0, le16(50), 0)), frame);
    }
    return bytes(file, 0x3b);
  }

  /** A frame of stripes: codes of three bits each, which are cleared before they would grow. */
  static byte[] frame(int x, int y, int width, int height) {
    List<Integer> codes = new ArrayList<>();
    for (int i = 0; i < width * height; i++) {
      if (i % 2 == 0) {
        codes.add(CLEAR);
      }
      codes.add(i % 4);
    }
    codes.add(END);
    byte[] packed = new byte[codes.size() * 3 / 8 + 1];
    for (int bit = 0; bit < codes.size() * 3; bit++) {
      packed[bit / 8] |= (byte) ((codes.get(bit / 3) >> bit % 3 & 1) << bit % 8);
    }
    byte[] pixels = extension(0, chunks(packed));
    byte[] area = bytes(le16(x), le16(y), le16(width), le16(height));
    return bytes(0x2c, area, 0, 2, Arrays.copyOfRange(pixels, 2, pixels.length));
  }

  private static byte[][] chunks(byte[] packed) {
    byte[][] chunks = new byte[(packed.length + 254) / 255][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = Arrays.copyOfRange(packed, i * 255, Math.min(packed.length, (i + 1) * 255));
    }
    return chunks;
  }
}
