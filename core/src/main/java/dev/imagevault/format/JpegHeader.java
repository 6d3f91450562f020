package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/**
 * What counts of the segments before a picture's first scan, found before any is kept: decoders
 * look at the first JFIF, EXIF and XMP, at the last Adobe, and at a profile only as a whole. It
 * rejects nothing.
 */
final class JpegHeader {

  static final int APP0 = 0xe0;
  static final int APP1 = 0xe1;
  static final int APP2 = 0xe2;
  static final int APP14 = 0xee;

  static final String JFIF = "JFIF\0";
  private static final int JFIF_LENGTH = 14;
  private static final String EXIF = "Exif\0";
  private static final int EXIF_PREAMBLE = 6;
  static final String ADOBE = "Adobe";
  private static final int ADOBE_LENGTH = 12;

  private final JpegProfile profile = new JpegProfile();
  private @Nullable Reader jfif;
  private @Nullable Reader exif;
  private @Nullable Reader adobe;
  private @Nullable Reader xmp;
  private @Nullable Reader iso;
  private @Nullable Reader multiPicture;
  private int components;

  /** Reads a picture from its SOI to its first scan, or as far as it goes. */
  JpegHeader(Reader picture) {
    JpegSegments segments = new JpegSegments(picture.skip(2));
    int marker = segments.next();
    while (marker != JpegSegments.END && marker != Jpeg.SOS && marker != Jpeg.EOI) {
      Reader content = Jpeg.standsAlone(marker) ? null : segments.content();
      if (content != null) {
        take(marker, content);
      } else if (!Jpeg.standsAlone(marker)) {
        return;
      }
      marker = segments.next();
    }
  }

  private void take(int marker, Reader content) {
    if (marker == APP0) {
      boolean isJfif = content.startsWith(JFIF) && content.remaining() >= JFIF_LENGTH;
      jfif = jfif == null && isJfif ? content : jfif;
    } else if (marker == APP1) {
      boolean isExif = content.startsWith(EXIF) && content.remaining() > EXIF_PREAMBLE;
      exif = exif == null && isExif ? content : exif;
      xmp = xmp == null && content.startsWith(JpegGainMap.XMP) ? content : xmp;
    } else if (marker == APP2) {
      profile.take(content);
      iso = iso == null && content.startsWith(JpegGainMap.ISO) ? content : iso;
      boolean isFirst = multiPicture == null && content.startsWith(JpegMultiPicture.SIGNATURE);
      multiPicture = isFirst ? content : multiPicture;
    } else if (marker == APP14) {
      boolean isAdobe = content.startsWith(ADOBE) && content.remaining() >= ADOBE_LENGTH;
      adobe = isAdobe ? content : adobe;
    } else if (JpegFrame.isStart(marker) && content.remaining() > 5) {
      components = content.ahead().skip(5).u8();
    }
  }

  /** Returns the segment that says it is JFIF, 14 bytes or more. */
  @Nullable Reader jfif() {
    return jfif;
  }

  /** Returns the segment with EXIF. */
  @Nullable Reader exif() {
    return exif;
  }

  /** Returns the segment that Adobe's encoders write, 12 bytes or more. */
  @Nullable Reader adobe() {
    return adobe;
  }

  JpegProfile profile() {
    return profile;
  }

  /** Returns the packet of XMP, without what an extension adds. */
  @Nullable Reader xmp() {
    return xmp == null ? null : xmp.ahead().skip(JpegGainMap.XMP.length());
  }

  /** Returns the data of ISO 21496-1. */
  @Nullable Reader iso() {
    return iso == null ? null : iso.ahead().skip(JpegGainMap.ISO.length());
  }

  /** Returns the index of the file's pictures, a TIFF block. */
  @Nullable Reader multiPicture() {
    return multiPicture == null
        ? null
        : multiPicture.ahead().skip(JpegMultiPicture.SIGNATURE.length());
  }

  /** Returns how many colour components the frame says it has, or 0. */
  int components() {
    return components;
  }

  /** Returns the orientation, 1 to 8. */
  int orientation() {
    if (exif == null) {
      return Exif.UPRIGHT;
    }
    int tiff = exif.position() + EXIF_PREAMBLE;
    return Math.max(Exif.UPRIGHT, Exif.orientation(exif.array(), tiff, exif.end()));
  }

  /** Returns the headroom that an iPhone's notes give its gain map, or NaN. */
  float appleHeadroom() {
    return exif == null
        ? Float.NaN
        : Exif.appleHeadroom(exif.array(), exif.position() + EXIF_PREAMBLE, exif.end());
  }
}
