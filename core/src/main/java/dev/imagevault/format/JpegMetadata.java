package dev.imagevault.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of a JPEG's application segments is kept: one JFIF without its thumbnail, Adobe's colour
 * transform, a sound colour profile, and an orientation other than upright. A segment that holds
 * nothing else stays as it is, else its numbers are written anew.
 */
final class JpegMetadata {

  private static final int COM = 0xfe;
  private static final int APP15 = 0xef;
  private static final int JFIF_LENGTH = 14;
  private static final int ADOBE_LENGTH = 12;
  private static final int BLEND_AND_DOWNSAMPLING = 0xc000;
  private static final int YCC = 1;
  private static final int YCCK = 2;

  private JpegMetadata() {}

  /** Returns whether segments with this marker are applications' or comments. */
  static boolean isMetadata(int marker) {
    return (marker >= JpegHeader.APP0 && marker <= APP15) || marker == COM;
  }

  /** Returns whether a segment is metadata, none of those of which something may be kept. */
  static boolean isPrivate(int marker, Reader segment) {
    return isMetadata(marker)
        && !(marker == JpegHeader.APP0 && segment.startsWith(JpegHeader.JFIF))
        && !(marker == JpegHeader.APP2 && segment.startsWith(JpegProfile.SIGNATURE))
        && !(marker == JpegHeader.APP14 && segment.startsWith(JpegHeader.ADOBE));
  }

  /**
   * Appends to the cleaned picture what an application segment or a comment leaves.
   *
   * @param from where it starts, with its marker
   */
  static void keep(int marker, int from, Reader segment, JpegPicture picture) {
    JpegHeader header = picture.header();
    if (is(header.jfif(), segment)) {
      keepOrPut(from, segment, isSaneJfif(segment), jfif(segment), picture.start());
    } else if (is(header.exif(), segment)) {
      if (header.orientation() != Exif.UPRIGHT) {
        byte[] array = segment.array();
        boolean isSane =
            Exif.holdsOrientationAlone(array, segment.position() + 6, segment.end())
                && array[segment.position() + 5] == 0;
        byte[] block = exif(header.orientation());
        keepOrPut(from, segment, isSane, block, picture.start());
      }
    } else if (is(header.adobe(), segment)) {
      byte[] adobe = adobe(segment, header.components());
      keepOrPut(from, segment, isSaneAdobe(segment), adobe, picture.rest());
    } else if (marker == JpegHeader.APP2) {
      header.profile().keep(from, segment, picture);
    }
  }

  private static boolean is(@Nullable Reader one, Reader other) {
    return one != null && one.position() == other.position();
  }

  private static void keepOrPut(
      int from, Reader segment, boolean isSane, byte[] otherwise, Cleaned cleaned) {
    if (isSane) {
      cleaned.keep(from, segment.end());
    } else {
      cleaned.put(otherwise);
    }
  }

  private static boolean isSaneJfif(Reader segment) {
    Reader in = segment.ahead().skip(5);
    boolean isKnown = in.u8() == 1 && in.u8() <= 2;
    boolean isDensity = in.u8() <= 2 && in.u16() > 0 && in.u16() > 0;
    return isKnown && isDensity && in.u16() == 0 && in.remaining() == 0;
  }

  private static byte[] jfif(Reader segment) {
    Reader in = segment.ahead().skip(5);
    int version = in.u16();
    int unit = in.u8();
    int x = in.u16();
    int y = in.u16();
    boolean isDensity = unit <= 2 && x > 0 && y > 0;
    byte[] jfif = bytes("JFIF\0", JFIF_LENGTH);
    put(jfif, 5, version >> 8 == 1 && (version & 0xff) <= 2 ? version : 0x0101);
    jfif[7] = (byte) (isDensity ? unit : 0);
    put(jfif, 8, isDensity ? x : 1);
    put(jfif, 10, isDensity ? y : 1);
    return segment(JpegHeader.APP0, jfif);
  }

  private static boolean isSaneAdobe(Reader segment) {
    Reader in = segment.ahead().skip(5);
    int version = in.u16();
    boolean isKnown = version >= 100 && version <= 102;
    boolean areFlags = (in.u16() & ~BLEND_AND_DOWNSAMPLING) == 0 && in.u16() == 0;
    return isKnown && areFlags && in.u8() <= YCCK && in.remaining() == 0;
  }

  /** An unknown transform is taken for the usual one of as many components, as decoders do. */
  private static byte[] adobe(Reader segment, int components) {
    int transform = segment.ahead().skip(ADOBE_LENGTH - 1).u8();
    byte[] adobe = bytes("Adobe", ADOBE_LENGTH);
    put(adobe, 5, 100);
    adobe[11] = (byte) (transform <= YCCK ? transform : components == 4 ? YCCK : YCC);
    return segment(JpegHeader.APP14, adobe);
  }

  private static byte[] exif(int orientation) {
    byte[] block = Exif.holding(orientation);
    byte[] exif = bytes("Exif\0\0", 6 + block.length);
    System.arraycopy(block, 0, exif, 6, block.length);
    return segment(JpegHeader.APP1, exif);
  }

  /** Returns a segment with its marker and length. */
  static byte[] segment(int marker, byte[] content) {
    byte[] segment = new byte[4 + content.length];
    segment[0] = (byte) 0xff;
    segment[1] = (byte) marker;
    put(segment, 2, 2 + content.length);
    System.arraycopy(content, 0, segment, 4, content.length);
    return segment;
  }

  private static byte[] bytes(String start, int length) {
    return Arrays.copyOf(start.getBytes(StandardCharsets.ISO_8859_1), length);
  }

  private static void put(byte[] to, int at, int number) {
    to[at] = (byte) (number >> 8);
    to[at + 1] = (byte) number;
  }
}
