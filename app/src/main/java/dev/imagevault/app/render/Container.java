package dev.imagevault.app.render;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a file says beside its pixels. The JDK's own metadata would cost hundreds of megabytes for
 * some files, and does not have all of it.
 */
final class Container {

  private static final int ORIENTATION = 0x0112;

  /** As EXIF says it, 1 to 8. */
  int orientation = 1;

  /** Whether it is a JPEG of several scans. */
  boolean progressive;

  /** Whether it is a PNG with transparency that is not in its pixels. */
  boolean keyed;

  /** A PNG's, compressed; empty without one. */
  byte[] profile = {};

  /** A GIF's, 0 of others. */
  int canvasWidth;

  /** A GIF's, 0 of others. */
  int canvasHeight;

  /** Where on the canvas a GIF's first frame is. */
  int left;

  /** Where on the canvas a GIF's first frame is. */
  int top;

  /** Reads as far as it can. */
  Container(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      switch (file[0]) {
        case (byte) 0xff -> jpeg(in);
        case 'G' -> gif(in.order(ByteOrder.LITTLE_ENDIAN));
        default -> png(in);
      }
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // What is missing the decoder may do without.
    }
  }

  private void jpeg(ByteBuffer in) {
    in.position(2);
    while (true) {
      int marker = in.getShort() & 0xffff;
      int end = in.position() + (in.getShort(in.position()) & 0xffff);
      if (marker >= 0xffc0 && marker <= 0xffcf && marker % 4 != 0) {
        progressive = marker == 0xffc2;
        return;
      }
      if (marker == 0xffe1 && in.getLong(in.position() + 2) >>> 16 == 0x457869660000L) {
        orient(in.slice(in.position() + 8, end - in.position() - 8));
      }
      in.position(end);
    }
  }

  private void png(ByteBuffer in) {
    in.position(8);
    while (in.remaining() >= 12) {
      int length = in.getInt();
      int start = in.position() + 4;
      switch (in.getInt()) {
        case 0x74524e53 -> keyed = true; // tRNS
        case 0x65584966 -> orient(in.slice(start, length)); // eXIf
        case 0x69434350 -> { // iCCP: a name, 0, the kind of compression
          while (in.get() != 0) {}
          profile = Arrays.copyOfRange(in.array(), in.position() + 1, start + length);
        }
        default -> {}
      }
      in.position(start + length + 4);
    }
  }

  private void orient(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int end = directory + 2 + 12 * (tiff.getShort(directory) & 0xffff);
    for (int entry = directory + 2; entry < end; entry += 12) {
      int value = tiff.getShort(entry + 8);
      if (tiff.getShort(entry) == ORIENTATION && value >= 1 && value <= 8) {
        orientation = value;
      }
    }
  }

  private void gif(ByteBuffer in) {
    canvasWidth = in.getShort(6) & 0xffff;
    canvasHeight = in.getShort(8) & 0xffff;
    byte flags = in.get(10);
    in.position(13 + (flags < 0 ? 3 << ((flags & 7) + 1) : 0));
    while (in.get() == '!') {
      in.get();
      for (int length = in.get() & 0xff; length > 0; length = in.get() & 0xff) {
        in.position(in.position() + length);
      }
    }
    left = in.getShort() & 0xffff;
    top = in.getShort() & 0xffff;
  }
}
