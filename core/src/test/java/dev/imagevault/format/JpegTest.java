package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.orientation;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegTest {

  private static final byte[] SOI = bytes(0xff, 0xd8);
  private static final byte[] EOI = bytes(0xff, 0xd9);
  private static final byte[] DQT = segment(0xdb, 0, new byte[64]);
  private static final byte[] SOF = frame(0xc0, 8, 48, 64);
  private static final byte[] SCAN = scan(1, 2, 3);
  private static final byte[] JFIF = segment(0xe0, "JFIF\0", 1, 1, 0, be16(72), be16(72), 0, 0);
  private static final byte[] IMAGE = bytes(DQT, SOF, SCAN, EOI);

  private static byte[] frame(int marker, int precision, int height, int width) {
    return segment(
        marker, precision, be16(height), be16(width), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0);
  }

  /** A scan of these components, with a stuffed FF, a restart and a last byte. */
  private static byte[] scan(int... components) {
    byte[] selectors = bytes();
    for (int component : components) {
      selectors = bytes(selectors, component, 0);
    }
    return bytes(
        segment(0xda, components.length, selectors, 0, 63, 0), bytes(1, 0xff, 0, 2, 0xff, 0xd0, 3));
  }

  @Test
  void isMeasuredByItsFrame() {
    CheckedImage image = check(bytes(SOI, JFIF, IMAGE));
    assertThat(image.format()).isEqualTo(ImageFormat.JPEG);
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.height()).isEqualTo(48);
  }

  @Test
  void losesEverySegmentThatIsNoneOfThePixels() {
    byte[] dirty =
        bytes(
            SOI,
            JFIF,
            segment(0xe0, "JFXX\0", 0x10, new byte[50]),
            segment(0xe0, "AVI1", 0, 0, 0, 0),
            segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"),
            segment(0xe1, "http://ns.adobe.com/xmp/extension/\0", new byte[40]),
            segment(0xe2, "MPF\0", new byte[80]),
            segment(0xe2, "urn:iso:std:iso:ts:21496:-1\0", new byte[4]),
            segment(0xe2, "FPXR\0", new byte[9]),
            segment(0xe3, "Meta\0\0"),
            segment(0xeb, "JP", new byte[30], "jumbc2pa"),
            segment(0xec, "Ducky"),
            segment(0xed, "Photoshop 3.0\0", "8BIM"),
            segment(0xef, "anything"),
            segment(0xfe, "a comment"),
            IMAGE);
    assertThat(clean(dirty)).isEqualTo(bytes(SOI, JFIF, IMAGE));
  }

  @Test
  void losesWhatFollowsItsEnd() {
    byte[] image = bytes(SOI, JFIF, IMAGE);
    byte[] second = bytes(image, SOI, IMAGE, "SEFT");
    assertThat(clean(second)).isEqualTo(image);
    assertThat(ImageChecker.check(second, second.length, false).bytes().toByteArray())
        .isEqualTo(image);
  }

  @Test
  void keepsMetadataButNotWhatFollowsItsEndWhereNothingIsToBeStripped() {
    byte[] image = bytes(SOI, segment(0xe1, "Exif\0\0", exif(6)), segment(0xfe, "words"), IMAGE);
    byte[] file = bytes(image, "trailer");
    CheckedImage checked = ImageChecker.check(file, file.length, false);
    assertThat(checked.bytes().toByteArray()).isEqualTo(image);
    assertThat(checked.width()).isEqualTo(48);
  }

  @Test
  void keepsItsOrientationAlone() {
    byte[] dirty = bytes(SOI, JFIF, segment(0xe1, "Exif\0\0", exif(6)), IMAGE);
    CheckedImage image = check(dirty);
    assertThat(image.width()).isEqualTo(48);
    assertThat(image.height()).isEqualTo(64);
    assertThat(clean(dirty))
        .isEqualTo(bytes(SOI, JFIF, segment(0xe1, "Exif\0\0", orientation(6)), IMAGE));
  }

  @Test
  void losesAnUprightOrientation() {
    byte[] dirty = bytes(SOI, segment(0xe1, "Exif\0\0", exif(1)), IMAGE);
    assertThat(clean(dirty)).isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void isLeftAloneIfItsExifHoldsTheOrientationAlone() {
    byte[] little = bytes("II*\0", 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, new byte[6]);
    byte[] image = bytes(SOI, segment(0xe1, "Exif\0\0", little), IMAGE);
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void takesTheOrientationOfTheFirstExifThatHasOne() {
    byte[] dirty =
        bytes(
            SOI,
            segment(0xe1, "Exif\0\0", "nonsense"),
            segment(0xe1, "Exif\0\0", exif(3)),
            segment(0xe1, "Exif\0\0", exif(6)),
            IMAGE);
    assertThat(clean(dirty))
        .isEqualTo(bytes(SOI, segment(0xe1, "Exif\0\0", orientation(3)), IMAGE));
  }

  @Test
  void doesWithoutTheOrientationOfABrokenExif() {
    byte[] whole = exif(6);
    for (int length = 0; length < 22; length++) {
      byte[] dirty = bytes(SOI, segment(0xe1, "Exif\0\0", Arrays.copyOf(whole, length)), IMAGE);
      assertThat(clean(dirty)).isEqualTo(bytes(SOI, IMAGE));
    }
  }

  @Test
  void losesTheThumbnailOfJfifAndKeepsItsDensity() {
    byte[] thumbnail =
        segment(0xe0, "JFIF\0", 1, 1, 0, be16(72), be16(72), 1, 2, new byte[6], "more");
    assertThat(clean(bytes(SOI, thumbnail, IMAGE))).isEqualTo(bytes(SOI, JFIF, IMAGE));
  }

  @Test
  void keepsTheColourTransformOfAdobeAndNothingBehindIt() {
    byte[] adobe = segment(0xee, "Adobe", be16(100), be32(0), 2);
    byte[] longer = segment(0xee, "Adobe", be16(100), be32(0), 2, "hidden");
    assertThat(clean(bytes(SOI, adobe, IMAGE))).isEqualTo(bytes(SOI, adobe, IMAGE));
    assertThat(clean(bytes(SOI, longer, IMAGE))).isEqualTo(bytes(SOI, adobe, IMAGE));
  }

  @Test
  void keepsAProfileOverSeveralSegmentsInWhateverOrder() {
    byte[] profile = profile(500);
    byte[] first = segment(0xe2, "ICC_PROFILE\0", 1, 2, Arrays.copyOf(profile, 300));
    byte[] second = segment(0xe2, "ICC_PROFILE\0", 2, 2, Arrays.copyOfRange(profile, 300, 500));
    byte[] image = bytes(SOI, second, first, IMAGE);
    assertThat(clean(image)).isEqualTo(image);
    assertThat(clean(bytes(SOI, first, IMAGE))).isEqualTo(bytes(SOI, IMAGE));
    assertThat(clean(bytes(SOI, first, first, second, IMAGE))).isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void losesAProfileThatIsNone() {
    byte[] lying = profile(500);
    lying[3]++;
    byte[] unsigned = profile(500);
    unsigned[36] = 'x';
    for (byte[] profile : new byte[][] {lying, unsigned, profile(127), bytes()}) {
      byte[] dirty = bytes(SOI, segment(0xe2, "ICC_PROFILE\0", 1, 1, profile), IMAGE);
      assertThat(clean(dirty)).isEqualTo(bytes(SOI, IMAGE));
    }
  }

  @Test
  void losesAProfileBeyondASaneSize() {
    assertThat(clean(bytes(SOI, profileSegments(Limits.MAX_PROFILE_SIZE), IMAGE)))
        .hasSizeGreaterThan(Limits.MAX_PROFILE_SIZE);
    assertThat(clean(bytes(SOI, profileSegments(Limits.MAX_PROFILE_SIZE + 1), IMAGE)))
        .isEqualTo(bytes(SOI, IMAGE));
  }

  private static byte[] profileSegments(int size) {
    byte[] profile = profile(size);
    int count = (size + 64_999) / 65_000;
    byte[] segments = bytes();
    for (int i = 0; i < count; i++) {
      byte[] part = Arrays.copyOfRange(profile, i * 65_000, Math.min(size, (i + 1) * 65_000));
      segments = bytes(segments, segment(0xe2, "ICC_PROFILE\0", i + 1, count, part));
    }
    return segments;
  }

  @Test
  void losesMetadataBetweenItsScans() {
    byte[] tail = bytes(scan(2), scan(3), EOI);
    byte[] comment = segment(0xfe, "words");
    byte[] orientation = segment(0xe1, "Exif\0\0", exif(6));
    CheckedImage image = check(bytes(SOI, DQT, SOF, scan(1), comment, orientation, tail));
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.bytes().toByteArray()).isEqualTo(bytes(SOI, DQT, SOF, scan(1), tail));
  }

  @Test
  void mayHaveFillBytesBeforeMarkers() {
    byte[] filled = bytes(SOI, 0xff, 0xff, DQT, 0xff, SOF, SCAN, 0xff, 0xff, 0xff, EOI);
    assertThat(clean(filled)).isEqualTo(filled);
  }

  @Test
  void mayLeaveItsHeightToTheEndOfTheFirstScan() {
    byte[] open = bytes(SOI, DQT, frame(0xc0, 8, 0, 64), SCAN);
    byte[] image = bytes(open, segment(0xdc, be16(48)), EOI);
    assertThat(check(image).height()).isEqualTo(48);
    assertInvalid(bytes(open, EOI), "zero");
    assertInvalid(bytes(open, segment(0xdc, be16(0)), EOI), "zero");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc0, 0xc1, 0xc2, 0xc9, 0xca})
  void isOfAnyProcessThatStandsAlone(int marker) {
    byte[] scan = marker == 0xc2 || marker == 0xca ? progressiveScan(0, 0) : SCAN;
    byte[] image = bytes(SOI, DQT, frame(marker, 12, 48, 64), scan, EOI);
    assertThat(clean(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc5, 0xc6, 0xc7, 0xc8, 0xcd, 0xce, 0xcf, 0xde, 0xdf, 0xf7, 0x02})
  void isOfNoProcessThatNoViewerShows(int marker) {
    assertInvalid(bytes(SOI, DQT, frame(marker, 8, 48, 64), SCAN, EOI), "unknown segment");
  }

  private static byte[] progressiveScan(int first, int last) {
    return bytes(segment(0xda, 3, 1, 0, 2, 0, 3, 0, first, last, 0), 1);
  }

  @Test
  void hasAProgressionThatIsPossible() {
    byte[] frame = frame(0xc2, 8, 48, 64);
    byte[] alternating = bytes(segment(0xda, 1, 1, 0, 1, 63, 0), 1);
    byte[] all = bytes(SOI, DQT, frame, progressiveScan(0, 0), alternating, EOI);
    assertThat(clean(all)).isEqualTo(all);
    assertInvalid(bytes(SOI, DQT, frame, progressiveScan(0, 63), EOI), "progressive scan");
    assertInvalid(bytes(SOI, DQT, frame, progressiveScan(1, 63), EOI), "progressive scan");
  }

  @Test
  void hasAllItsPartsInOrder() {
    assertInvalid(bytes(SOI, EOI), "no frame");
    assertInvalid(bytes(SOI, DQT, SOF, EOI), "no scan");
    assertInvalid(bytes(SOI, DQT, SCAN, EOI), "before the frame");
    assertInvalid(bytes(SOI, SOF, SCAN, EOI), "quantization table is missing");
    assertInvalid(bytes(SOI, DQT, SOF, SOF, SCAN, EOI), "second frame");
    assertInvalid(bytes(SOI, DQT, SOF, scan(1), EOI), "no scan");
    assertInvalid(bytes(SOI, DQT, SOF, scan(1, 2, 4), EOI), "unknown colour component");
    assertInvalid(bytes(SOI, DQT, SOF, SCAN), "ends");
    assertInvalid(bytes(SOI, DQT, SOF, segment(0xda, 1, 1, 0, 0, 63, 0), EOI), "scan is empty");
    assertInvalid(bytes(SOI, SOI, IMAGE), "broken");
  }

  @Test
  void losesBytesThatBelongToNoSegment() {
    byte[] image = bytes(SOI, JFIF, DQT, 0xff, SOF, SCAN, EOI);
    byte[] stray = bytes("<?php SECRET ?>", 0xff, 0, 0xff, 0xff, 0, 7);
    byte[] dirty = bytes(SOI, JFIF, stray, DQT, stray, 0xff, SOF, stray, SCAN, EOI);
    assertThat(clean(dirty)).isEqualTo(image);
    assertInvalid(bytes(SOI, DQT, SOF, stray), "ends too early");
  }

  @Test
  void keepsItsProfileWhereStrayBytesInterruptIt() {
    byte[] profile = profile(200);
    byte[] one = segment(0xe2, "ICC_PROFILE\0", 1, 2, Arrays.copyOf(profile, 150));
    byte[] two = segment(0xe2, "ICC_PROFILE\0", 2, 2, Arrays.copyOfRange(profile, 150, 200));
    assertThat(clean(bytes(SOI, one, "stray", two, IMAGE))).isEqualTo(bytes(SOI, one, two, IMAGE));
  }

  @Test
  void hasTablesThatMakeSense() {
    for (byte[] table :
        new byte[][] {
          segment(0xdb, 0x20, new byte[64]),
          segment(0xdb, 0x04, new byte[64]),
          segment(0xc4, 0x20, new byte[16]),
          segment(0xc4, 0x00, 200, 57, new byte[14], new byte[257]),
          segment(0xcc, 0x04, 0)
        }) {
      assertInvalid(bytes(SOI, table, IMAGE), "malformed");
    }
    assertInvalid(bytes(SOI, segment(0xdb, 0, new byte[63]), IMAGE), "ends too early");
    assertInvalid(bytes(SOI, segment(0xdd, 0, 8, 0), IMAGE), "longer than its content");
    assertInvalid(bytes(SOI, 0xff, 0xdb, be16(1), IMAGE), "no length");
  }

  @Test
  void hasAtMostSoManyPixels() {
    byte[] most = bytes(SOI, DQT, frame(0xc0, 8, 16384, 16384), SCAN, EOI);
    assertThat(check(most).width()).isEqualTo(16384);
    assertInvalid(bytes(SOI, DQT, frame(0xc0, 8, 16384, 16385), SCAN, EOI), "268435456 pixels");
    assertInvalid(bytes(SOI, DQT, frame(0xc0, 8, 65_535, 65_535), SCAN, EOI), "268435456 pixels");
    assertInvalid(bytes(SOI, DQT, frame(0xc0, 8, 48, 0), SCAN, EOI), "zero");
  }

  @Test
  void hasAtMostSoManyScansAndSegments() {
    byte[] alternating = bytes(segment(0xda, 1, 1, 0, 1, 63, 0), 1);
    byte[] start = bytes(SOI, DQT, frame(0xc2, 8, 48, 64), progressiveScan(0, 0));
    byte[] most = bytes(start, repeated(alternating, Limits.MAX_SCANS - 1), EOI);
    assertThat(clean(most)).isEqualTo(most);
    assertInvalid(bytes(start, repeated(alternating, Limits.MAX_SCANS), EOI), "500 scans");
    byte[] comments = repeated(segment(0xfe), Limits.MAX_PARTS);
    assertInvalid(bytes(SOI, comments, IMAGE), "65536 segments");
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }
}
