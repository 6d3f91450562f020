package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A minimized image box, mini (ISO/IEC 23008-12:2025, annex O): one image with its alpha and gain
 * map, described in bits, in which no offset is. So metadata are left out, not erased.
 */
final class HeifMini {

  private static final int BOX_HEADER_LENGTH = 8;
  private static final int HEVC = 1;
  private static final int AV1 = 0x81;

  private final Reader in;
  private final MiniBits bits;
  private final int from;
  private final boolean isLarge;
  private final boolean hasAlpha;
  private final boolean hasGainMap;
  private final boolean hasProfile;
  private @Nullable IccProfile profile;
  private int profileAt;
  private int profileLength;
  private final PixelSize shown;
  private String coding;
  private int descriptionEnd;
  private int end;
  private boolean hasMetadata;

  /**
   * Reads the box.
   *
   * @param from where the box begins, with its header
   * @param coding of the image if the box names none: av01 or hvc1
   */
  HeifMini(Box box, int from, String coding) {
    this.in = box.content();
    this.bits = new MiniBits(in);
    this.from = from;
    this.coding = coding;
    if (bits.copy(2) != 0) {
      throw in.invalid("its description is of an unknown version");
    }
    boolean namesCoding = bits.flag();
    boolean isFloat = bits.flag();
    bits.copy(1);
    hasAlpha = bits.flag();
    boolean hasColour = bits.flag();
    boolean isHdr = bits.flag();
    hasProfile = bits.flag();
    boolean hasExif = bits.drop(1) == 1;
    boolean hasXmp = bits.drop(1) == 1;
    bits.write(0, 2);
    int subsampling = bits.copy(2);
    int orientation = bits.copy(3) + 1;
    isLarge = bits.flag();
    PixelSize size = size();
    shown = size.shown(orientation);
    chromaPosition(subsampling);
    depth(isFloat);
    bits.copy(hasAlpha ? 1 : 0);
    bits.copy(hasColour ? subsampling == 0 ? 16 : 24 : 0);
    if (namesCoding) {
      this.coding = type();
      type();
    }
    hasGainMap = isHdr && bits.flag();
    boolean hasGainMapProfile = hasGainMap && gainMap();
    if (isHdr) {
      highDynamicRange();
    }
    if (hasGainMap) {
      highDynamicRange();
    }
    sizes(hasExif, hasXmp, hasGainMapProfile);
  }

  private PixelSize size() {
    int width = bits.copy(isLarge ? 15 : 7) + 1;
    return PixelSize.of(in, width, bits.copy(isLarge ? 15 : 7) + 1);
  }

  private void chromaPosition(int subsampling) {
    bits.copy(subsampling == 1 ? 2 : subsampling == 2 ? 1 : 0);
  }

  private void depth(boolean isFloat) {
    if (isFloat) {
      bits.copy(2);
    } else if (bits.flag()) {
      bits.copy(3);
    }
  }

  private String type() {
    StringBuilder type = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      type.append((char) bits.copy(8));
    }
    return type.toString();
  }

  /** Returns whether what the gain map makes of the image has a colour profile of its own. */
  private boolean gainMap() {
    size();
    bits.copy(9);
    chromaPosition(bits.copy(2));
    depth(bits.flag());
    boolean hasOwnProfile = bits.flag();
    bits.copy(bits.flag() ? 25 : 0);
    return hasOwnProfile;
  }

  /** clli, mdcv, cclv, amve, reve and ndwt, each after a flag of its own. */
  private void highDynamicRange() {
    int flags = bits.copy(6);
    int length = ((flags & 32) != 0 ? 32 : 0) + ((flags & 16) != 0 ? 192 : 0);
    bits.pass(length);
    if ((flags & 8) != 0) {
      int present = bits.copy(8);
      bits.pass(((present & 32) != 0 ? 192 : 0) + 32 * Integer.bitCount(present & 28));
    }
    bits.pass(((flags & 4) != 0 ? 64 : 0) + ((flags & 2) != 0 ? 128 : 0));
    bits.pass((flags & 1) != 0 ? 32 : 0);
  }

  private void sizes(boolean hasExif, boolean hasXmp, boolean hasGainMapProfile) {
    hasMetadata = hasExif || hasXmp;
    boolean keepsMetadataSize = hasProfile || hasGainMap;
    boolean isLargeMetadata = false;
    if (keepsMetadataSize || hasMetadata) {
      isLargeMetadata = (keepsMetadataSize ? bits.copy(1) : bits.drop(1)) == 1;
    }
    int metadataBits = isLargeMetadata ? 20 : 10;
    int configurationBits = bits.flag() ? 12 : 3;
    int dataBits = bits.flag() ? 28 : 15;
    profileLength = hasProfile ? bits.copy(metadataBits) + 1 : 0;
    long data = hasGainMapProfile ? bits.copy(metadataBits) + 1 : 0;
    int gainMapConfiguration = 0;
    if (hasGainMap) {
      data += bits.copy(metadataBits);
      int gainMapData = bits.copy(dataBits);
      data += gainMapData;
      gainMapConfiguration = gainMapData > 0 ? bits.copy(configurationBits) : 0;
    }
    int configuration = bits.copy(configurationBits);
    data += bits.copy(dataBits) + 1;
    int alphaData = hasAlpha ? bits.copy(dataBits) : 0;
    data += alphaData;
    int alphaConfiguration = alphaData > 0 ? bits.copy(configurationBits) : 0;
    bits.drop(hasMetadata ? 1 : 0);
    long metadata = hasExif ? bits.drop(metadataBits) + 1 : 0;
    metadata += hasXmp ? bits.drop(metadataBits) + 1 : 0;
    bits.align();
    descriptionEnd = in.position();
    if (configuration == 0 || in.peek() != (coding.equals("av01") ? AV1 : HEVC)) {
      throw in.invalid("an image has no data, size or configuration");
    }
    in.skip((long) configuration + alphaConfiguration + gainMapConfiguration);
    profileAt = in.position();
    if (profileLength > 0) {
      profile = IccProfile.read(in.part(profileLength));
      if (profile == null) {
        throw in.invalid("its colour profile is none");
      }
    }
    end = in.skip(data).position();
    in.skip(metadata);
    hasMetadata |= in.remaining() > 0;
  }

  /** Returns how the image is coded, or rejects it. */
  ImageFormat format() {
    return switch (coding) {
      case "av01" -> ImageFormat.AVIF;
      case "hvc1" -> ImageFormat.HEIC;
      default ->
          throw new ImageRejectedException(
              ImageRejectedException.Reason.UNSUPPORTED,
              "The image is coded neither as AVIF nor as HEIC");
    };
  }

  /** Returns the size after its turn. */
  PixelSize shown() {
    return shown;
  }

  /**
   * Returns the file with nothing but its type and this box, which has no metadata in it.
   *
   * @param file reads the image from its first byte
   * @param typeEnd where in the file the box with its type ends
   */
  ImageBytes cleaned(Reader file, int typeEnd) {
    Cleaned cleaned = new Cleaned(file, true);
    cleaned.keep(file.position(), typeEnd);
    if (hasMetadata) {
      byte[] description = bits.toByteArray();
      int length = BOX_HEADER_LENGTH + description.length + end - descriptionEnd;
      cleaned.put(
          new byte[] {
            (byte) (length >> 24),
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            'm',
            'i',
            'n',
            'i'
          });
      cleaned.put(description);
      cleaned.keep(descriptionEnd, profileAt);
    } else {
      cleaned.keep(from, profileAt);
    }
    if (profile != null) {
      profile.keep(0, profileLength, profileAt, cleaned);
    }
    cleaned.keep(profileAt + profileLength, end);
    return cleaned.build(end);
  }
}
