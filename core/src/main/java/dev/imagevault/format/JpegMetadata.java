package dev.imagevault.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What of a JPEG's application segments and comments is kept: JFIF without its thumbnail, Adobe's
 * colour transform, a sound colour profile, and an orientation other than upright.
 */
final class JpegMetadata {

  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final String JFIF = "JFIF\0";
  private static final String EXIF = "Exif\0";
  private static final String ICC = "ICC_PROFILE\0";
  private static final String ADOBE = "Adobe";
  private static final int JFIF_LENGTH = 14;
  private static final int ADOBE_LENGTH = 12;

  private final Cleaned cleaned;
  private int orientation;
  private @Nullable Boolean profileIsSound;

  JpegMetadata(Cleaned cleaned) {
    this.cleaned = cleaned;
  }

  /** Returns whether segments with this marker are applications' or comments. */
  static boolean isMetadata(int marker) {
    return (marker >= APP0 && marker <= APP15) || marker == COM;
  }

  /** Returns whether a segment is metadata, none of those of which something may be kept. */
  static boolean isPrivate(int marker, Reader segment) {
    return isMetadata(marker)
        && !(marker == APP0 && segment.startsWith(JFIF))
        && !(marker == APP2 && segment.startsWith(ICC))
        && !(marker == APP14 && segment.startsWith(ADOBE));
  }

  /** Returns the orientation, 1 to 8. */
  int orientation() {
    return orientation == 0 ? Exif.UPRIGHT : orientation;
  }

  /**
   * Appends to the cleaned image what an application segment or a comment leaves.
   *
   * @param from where it starts, with its marker
   * @param segment its content
   * @param following reads from its length on; null after the first scan, where decoders no longer
   *     look at metadata
   */
  void segment(int marker, int from, Reader segment, @Nullable Reader following) {
    if (following == null) {
      return;
    }
    if (marker == APP0 && segment.startsWith(JFIF) && segment.remaining() >= JFIF_LENGTH) {
      jfif(from, segment);
    } else if (marker == APP1 && segment.startsWith(EXIF) && orientation == 0) {
      exif(from, segment);
    } else if (marker == APP2 && segment.startsWith(ICC)) {
      if (profileIsSound == null) {
        profileIsSound = isSoundProfile(following);
      }
      if (profileIsSound) {
        cleaned.keep(from, segment.end());
      }
    } else if (marker == APP14
        && segment.startsWith(ADOBE)
        && segment.remaining() >= ADOBE_LENGTH) {
      keepFirst(ADOBE_LENGTH, marker, from, segment);
    }
  }

  private void jfif(int from, Reader segment) {
    if (segment.remaining() == JFIF_LENGTH) {
      cleaned.keep(from, segment.end());
      return;
    }
    byte[] replacement = first(JFIF_LENGTH, APP0, segment);
    replacement[replacement.length - 2] = 0;
    replacement[replacement.length - 1] = 0;
    cleaned.put(replacement);
  }

  private void exif(int from, Reader segment) {
    Exif.passPreamble(segment);
    int tiff = segment.position();
    orientation = Exif.orientation(segment.array(), tiff, segment.end());
    if (orientation <= Exif.UPRIGHT) {
      return;
    }
    if (Exif.holdsOrientationAlone(segment.array(), tiff, segment.end())) {
      cleaned.keep(from, segment.end());
    } else {
      byte[] block = Exif.holding(orientation);
      cleaned.put(new byte[] {(byte) 0xff, (byte) APP1, 0, (byte) (8 + block.length)});
      cleaned.put((EXIF + "\0").getBytes(StandardCharsets.ISO_8859_1));
      cleaned.put(block);
    }
  }

  private void keepFirst(int count, int marker, int from, Reader segment) {
    if (segment.remaining() == count) {
      cleaned.keep(from, segment.end());
    } else {
      cleaned.put(first(count, marker, segment));
    }
  }

  private static byte[] first(int count, int marker, Reader segment) {
    byte[] replacement = new byte[4 + count];
    replacement[0] = (byte) 0xff;
    replacement[1] = (byte) marker;
    replacement[3] = (byte) (2 + count);
    System.arraycopy(segment.array(), segment.position(), replacement, 4, count);
    return replacement;
  }

  /**
   * Returns whether the profile's segments from here to the first scan are all there, once each
   * (ICC.1:2022, B.4), and make a sound profile.
   *
   * @param in reads from the length of the first of them on
   */
  private static boolean isSoundProfile(Reader in) {
    boolean[] seen = new boolean[256];
    int found = 0;
    int count = 0;
    long size = 0;
    Reader header = null;
    for (int marker = APP2; marker != Jpeg.SOS && marker != Jpeg.EOI; marker = Jpeg.marker(in)) {
      if (Jpeg.isRestart(marker) || marker == 1) {
        continue;
      }
      Reader segment = Jpeg.segment(in);
      if (marker != APP2 || !segment.startsWith(ICC)) {
        continue;
      }
      if (segment.remaining() < ICC.length() + 2) {
        return false;
      }
      int number = segment.skip(ICC.length()).u8();
      int total = segment.u8();
      count = count == 0 ? total : count;
      if (number == 0 || number > count || total != count || seen[number]) {
        return false;
      }
      seen[number] = true;
      found++;
      size += segment.remaining();
      header = number == 1 ? segment : header;
    }
    return header != null && found == count && IccProfile.isSound(size, header);
  }
}
