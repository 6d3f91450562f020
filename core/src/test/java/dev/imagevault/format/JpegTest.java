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
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void takesTheOrientationOfTheFirstExifAsChromiumDoes() {
    byte[] six = segment(0xe1, "Exif\0\0", exif(6));
    byte[] three = segment(0xe1, "Exif\0\0", exif(3));
    byte[] empty = segment(0xe1, "Exif\0\0");
    byte[] nonsense = segment(0xe1, "Exif\0\0", "nonsense");
    assertThat(clean(bytes(SOI, empty, three, six, IMAGE)))
        .isEqualTo(bytes(SOI, segment(0xe1, "Exif\0\0", orientation(3)), IMAGE));
    assertThat(clean(bytes(SOI, nonsense, six, IMAGE))).isEqualTo(bytes(SOI, IMAGE));
    assertThat(clean(bytes(SOI, segment(0xe1, "Exif\0\0", exif(0)), six, IMAGE)))
        .isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void takesAnOrientationFromTheExifDirectoryAsChromiumDoes() {
    byte[] entry = bytes(be16(0x0112), be16(3), be32(1), be16(6), be16(0));
    byte[] leads = bytes(be16(0x8769), be16(4), be32(1), be32(26));
    byte[] tiff = bytes("MM\0*", be32(8), be16(1), leads, be32(0), be16(1), entry, be32(0));
    byte[] dirty = bytes(SOI, segment(0xe1, "Exif\0\0", tiff), IMAGE);
    assertThat(clean(dirty))
        .isEqualTo(bytes(SOI, segment(0xe1, "Exif\0\0", orientation(6)), IMAGE));
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
    byte[] claimed = segment(0xe0, "JFIF\0", 1, 1, 0, be16(72), be16(72), 160, 120);
    assertThat(clean(bytes(SOI, claimed, IMAGE))).isEqualTo(bytes(SOI, JFIF, IMAGE));
  }

  @Test
  void keepsOneJfifWithPossibleNumbers() {
    byte[] nonsense = segment(0xe0, "JFIF\0", "ab", "c", "de", "fg", 0, 0);
    byte[] plain = segment(0xe0, "JFIF\0", 1, 1, 0, be16(1), be16(1), 0, 0);
    assertThat(clean(bytes(SOI, nonsense, JFIF, IMAGE))).isEqualTo(bytes(SOI, plain, IMAGE));
    assertThat(clean(bytes(SOI, JFIF, nonsense, IMAGE))).isEqualTo(bytes(SOI, JFIF, IMAGE));
    assertThat(clean(bytes(SOI, segment(0xe0, "JFIF\0", 1, 1, 0), IMAGE)))
        .isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void keepsTheColourTransformOfAdobeAndNothingBehindIt() {
    byte[] adobe = segment(0xee, "Adobe", be16(100), be32(0), 2);
    byte[] longer = segment(0xee, "Adobe", be16(100), be32(0), 2, "hidden");
    assertThat(clean(bytes(SOI, adobe, IMAGE))).isEqualTo(bytes(SOI, adobe, IMAGE));
    assertThat(clean(bytes(SOI, longer, IMAGE))).isEqualTo(bytes(SOI, adobe, IMAGE));
  }

  @Test
  void keepsTheLastOfSeveralColourTransformsWithPossibleNumbers() {
    byte[] rgb = segment(0xee, "Adobe", be16(100), be16(0xc000), be16(0), 0);
    byte[] ycc = segment(0xee, "Adobe", be16(100), be32(0), 1);
    byte[] nonsense = segment(0xee, "Adobe", "abcdefg");
    assertThat(clean(bytes(SOI, ycc, rgb, IMAGE))).isEqualTo(bytes(SOI, rgb, IMAGE));
    assertThat(clean(bytes(SOI, nonsense, IMAGE))).isEqualTo(bytes(SOI, ycc, IMAGE));
    assertThat(clean(bytes(SOI, segment(0xee, "Adobe", 0, 100), IMAGE)))
        .isEqualTo(bytes(SOI, IMAGE));
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
    assertThat(clean(bytes(SOI, first, second, first, IMAGE)))
        .isEqualTo(bytes(SOI, first, second, IMAGE));
  }

  @Test
  void keepsAProfileInTinyParts() {
    byte[] profile = profile(255);
    byte[] segments = bytes();
    for (int i = 0; i < 255; i++) {
      segments = bytes(segments, segment(0xe2, "ICC_PROFILE\0", i + 1, 255, profile[i] & 0xff));
    }
    byte[] image = bytes(SOI, segments, IMAGE);
    assertThat(clean(image)).isEqualTo(image);
    byte[] short1 = bytes(SOI, Arrays.copyOf(segments, segments.length - 19), IMAGE);
    assertThat(clean(short1)).isEqualTo(bytes(SOI, IMAGE));
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
  void losesFillBytesAndMarkersThatSayNothing() {
    byte[] filled =
        bytes(SOI, 0xff, 0xff, DQT, 0xff, SOF, 0xff, 0xd5, 0xff, 1, SCAN, 0xff, 0xff, 0xff, EOI);
    assertThat(clean(filled)).isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void losesConditioningAndHeightsThatAreNotUsed() {
    byte[] dirty = bytes(SOI, segment(0xcc, "secret"), DQT, SOF, SCAN, segment(0xdc, "no"), EOI);
    assertThat(clean(dirty)).isEqualTo(bytes(SOI, IMAGE));
  }

  @Test
  void mayNotLeaveItsHeightToTheEndOfTheFirstScan() {
    byte[] open = bytes(SOI, DQT, frame(0xc0, 8, 0, 64), SCAN);
    assertNotShown(bytes(open, segment(0xdc, be16(48)), EOI), "height in a DNL segment");
    assertInvalid(bytes(open, EOI), "zero");
    assertInvalid(bytes(open, segment(0xdc, be16(0)), EOI), "zero");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc0, 0xc1, 0xc2})
  void isOfAnyProcessThatBrowsersShow(int marker) {
    byte[] scan = marker == 0xc2 ? progressiveScan(0, 0) : SCAN;
    byte[] image = bytes(SOI, DQT, frame(marker, 8, 48, 64), scan, EOI);
    assertThat(clean(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource({
    "0xc3, lossless",
    "0xcb, lossless",
    "0xc5, hierarchical",
    "0xc6, hierarchical",
    "0xc7, hierarchical",
    "0xcd, hierarchical",
    "0xce, hierarchical",
    "0xcf, hierarchical",
    "0xde, hierarchical",
    "0xc9, arithmetic-coded",
    "0xca, arithmetic-coded",
    "0xf7, JPEG-LS"
  })
  void isOfNoProcessThatNoBrowserShows(int marker, String kind) {
    assertNotShown(bytes(SOI, DQT, frame(marker, 8, 48, 64), SCAN, EOI), kind);
  }

  @Test
  void hasEightBitsAndOneThreeOrFourColours() {
    for (int marker : new int[] {0xc0, 0xc1, 0xc2}) {
      assertNotShown(bytes(SOI, DQT, frame(marker, 12, 48, 64), SCAN, EOI), "12-bit");
    }
    assertInvalid(bytes(SOI, DQT, frame(0xc0, 9, 48, 64), SCAN, EOI), "precision");
    byte[] two = segment(0xc0, 8, be16(48), be16(64), 2, 1, 0x11, 0, 2, 0x11, 0);
    assertNotShown(bytes(SOI, DQT, two, scan(1, 2), EOI), "two colour components");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc8, 0xf0, 0xfd, 0x02, 0xbf, 0xd8})
  void hasNoUnknownSegment(int marker) {
    assertInvalid(bytes(SOI, DQT, segment(marker, 0), SOF, SCAN, EOI), "unknown segment");
  }

  private static void assertNotShown(byte[] file, String kind) {
    ImageRejectedException rejection = reject(file);
    assertThat(rejection.reason()).isEqualTo(ImageRejectedException.Reason.UNSUPPORTED);
    assertThat(rejection).hasMessageContaining("no browser shows").hasMessageContaining(kind);
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
    assertInvalid(bytes(SOI, DQT, SOF, scan(1, 2, 4), EOI), "unknown colour component");
    assertInvalid(bytes(SOI, DQT, SOF, segment(0xda, 1, 1, 0, 0, 63, 0), EOI), "scan is empty");
    assertInvalid(bytes(SOI, SOI, IMAGE), "broken");
  }

  @Test
  void losesBytesThatBelongToNoSegment() {
    byte[] image = bytes(SOI, JFIF, IMAGE);
    byte[] stray = bytes("<?php SECRET ?>", 0xff, 0, 0xff, 0xff, 0, 7);
    byte[] dirty = bytes(SOI, JFIF, stray, DQT, stray, 0xff, SOF, stray, SCAN, EOI);
    assertThat(clean(dirty)).isEqualTo(image);
    assertInvalid(bytes(SOI, DQT, SOF, stray), "it ends");
  }

  @Test
  void keepsItsProfileWhereStrayBytesInterruptIt() {
    byte[] profile = profile(200);
    byte[] one = segment(0xe2, "ICC_PROFILE\0", 1, 2, Arrays.copyOf(profile, 150));
    byte[] two = segment(0xe2, "ICC_PROFILE\0", 2, 2, Arrays.copyOfRange(profile, 150, 200));
    assertThat(clean(bytes(SOI, one, "stray", two, IMAGE))).isEqualTo(bytes(SOI, one, two, IMAGE));
  }

  /** Browsers show the others as grey. */
  @Test
  void mayHaveAScanForSomeOfItsColoursOnly() {
    byte[] image = bytes(SOI, DQT, SOF, scan(1), EOI);
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void hasTablesThatMakeSense() {
    for (byte[] table :
        new byte[][] {
          segment(0xdb, 0x20, new byte[64]),
          segment(0xdb, 0x04, new byte[64]),
          segment(0xc4, 0x20, new byte[16]),
          segment(0xc4, 0x00, 200, 57, new byte[14], new byte[257])
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
  void hasAtMostSoManyScans() {
    byte[] alternating = bytes(segment(0xda, 1, 1, 0, 1, 63, 0), 1);
    byte[] start = bytes(SOI, DQT, frame(0xc2, 8, 48, 64), progressiveScan(0, 0));
    byte[] most = bytes(start, repeated(alternating, Limits.MAX_SCANS - 1), EOI);
    assertThat(clean(most)).isEqualTo(most);
    assertInvalid(bytes(start, repeated(alternating, Limits.MAX_SCANS), EOI), "500 scans");
    byte[] comments = repeated(segment(0xfe), Limits.MAX_PARTS);
    assertThat(clean(bytes(SOI, comments, IMAGE))).isEqualTo(bytes(SOI, IMAGE));
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }
}
