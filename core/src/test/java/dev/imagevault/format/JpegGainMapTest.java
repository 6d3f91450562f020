package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Build.orientation;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.GainMaps.ISO;
import static dev.imagevault.format.GainMaps.SECRET;
import static dev.imagevault.format.GainMaps.adobe;
import static dev.imagevault.format.GainMaps.adobeOfColours;
import static dev.imagevault.format.GainMaps.apple;
import static dev.imagevault.format.GainMaps.appleExif;
import static dev.imagevault.format.GainMaps.file;
import static dev.imagevault.format.GainMaps.iso;
import static dev.imagevault.format.GainMaps.isoVersion;
import static dev.imagevault.format.GainMaps.map;
import static dev.imagevault.format.GainMaps.photo;
import static dev.imagevault.format.GainMaps.picture;
import static dev.imagevault.format.GainMaps.with;
import static dev.imagevault.format.GainMaps.xmp;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.imagevault.domain.ImageRejectedException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegGainMapTest {

  private static final String RDF =
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
          + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
          + "<rdf:Description rdf:about=\"\"";
  private static final String RDF_END = "</rdf:Description></rdf:RDF></x:xmpmeta>";
  private static final String HDRGM = " xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"";
  private static final String PARAMETERS =
      HDRGM
          + " hdrgm:BaseRenditionIsHDR=\"False\" hdrgm:GainMapMax=\"2\" hdrgm:GainMapMin=\"-0.5\""
          + " hdrgm:Gamma=\"1.2\" hdrgm:HDRCapacityMax=\"2.3\" hdrgm:HDRCapacityMin=\"0\""
          + " hdrgm:OffsetHDR=\"0.015625\" hdrgm:OffsetSDR=\"0.015625\" hdrgm:Version=\"1.0\">";

  private static byte[] own(String parameters) {
    return segment(0xe1, GainMaps.XMP, RDF, parameters, RDF_END);
  }

  private static byte[] container(int length) {
    return own(
        " xmlns:Container=\"http://ns.google.com/photos/1.0/container/\""
            + " xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\""
            + HDRGM
            + " hdrgm:Version=\"1.0\"><Container:Directory><rdf:Seq>"
            + "<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"Primary\""
            + " Item:Mime=\"image/jpeg\"/></rdf:li>"
            + "<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"GainMap\""
            + " Item:Mime=\"image/jpeg\" Item:Length=\""
            + length
            + "\"/></rdf:li></rdf:Seq></Container:Directory>");
  }

  /** The photograph, what leads to the map, its index and the map. */
  private static byte[] expected(byte[] photo, byte[] leading, byte[] map) {
    int position = 20 + leading.length;
    int length = photo.length + leading.length + 90;
    byte[] index =
        segment(
            0xe2,
            "MPF\0MM\0*",
            be32(8),
            be16(3),
            bytes(be16(0xb000), be16(7), be32(4), "0100"),
            bytes(be16(0xb001), be16(4), be32(1), be32(2)),
            bytes(be16(0xb002), be16(7), be32(32), be32(50)),
            be32(0),
            bytes(be32(0x030000), be32(length), be32(0), be32(0)),
            bytes(be32(0), be32(map.length), be32(length - position - 8), be32(0)));
    return bytes(with(photo, leading, index), map);
  }

  @Test
  void ofUltraHdrKeepsItsNumbersAndLosesItsWords() {
    byte[] photo = with(photo(), xmp("hdrgm:Version='1.0'", "<dc:x>SECRET</dc:x>"), SECRET);
    byte[] dirty = bytes(file(photo, with(map(), adobe(), SECRET)), "SECRET trailer");
    byte[] map = with(map(), own(PARAMETERS));
    assertThat(clean(dirty)).isEqualTo(expected(photo(), container(map.length), map));
    CheckedImage image = check(dirty);
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.height()).isEqualTo(48);
  }

  @Test
  void ofIso21496KeepsItsBlockWithoutWhatIsReserved() {
    byte[] dirtyBlock = iso();
    dirtyBlock[4 + 28 + 3] = 7;
    dirtyBlock[4 + 28 + 4] |= 0x11;
    byte[] dirty = file(with(photo(), isoVersion(), SECRET), with(map(), dirtyBlock, SECRET));
    assertThat(clean(dirty)).isEqualTo(expected(photo(), isoVersion(), with(map(), iso())));
  }

  @Test
  void ofSeveralKindsKeepsAllOfThem() {
    byte[] dirty = file(with(photo(), isoVersion()), with(map(), adobe(), iso()));
    byte[] map = with(map(), own(PARAMETERS), iso());
    byte[] leading = bytes(container(map.length), isoVersion());
    assertThat(clean(dirty)).isEqualTo(expected(photo(), leading, map));
  }

  /** Apple's formula, worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "1010, 9, 5.16941",
    "1010, 500, 4.44289",
    "900, 5, 3.24901",
    "900, 500, 2.92917",
    "900, 99000, 1"
  })
  void ofAppleKeepsTheHeadroomOfTheMakerNotes(int headroom, int gain, double expected) {
    byte[] photo = with(photo(), appleExif(headroom, gain));
    byte[] cleaned = clean(file(photo, with(map(), apple(""))));
    String text = new String(cleaned, StandardCharsets.ISO_8859_1);
    String written = text.replaceAll("(?s).*HDRGainMapHeadroom=\"([^\"]*)\".*", "$1");
    assertThat(Double.parseDouble(written)).isCloseTo(expected, within(0.0001));
    byte[] map = with(map(), appleXmp(written, "131072"));
    assertThat(cleaned).isEqualTo(expected(photo(), bytes(), map));
  }

  @Test
  void ofAppleKeepsItsOwnHeadroom() {
    String own = "<HDRGainMap:HDRGainMapHeadroom>2.50</HDRGainMap:HDRGainMapHeadroom>";
    byte[] photo = with(photo(), appleExif(1010, 9));
    byte[] expected = expected(photo(), bytes(), with(map(), appleXmp("2.5", "65536")));
    assertThat(clean(file(photo, with(map(), apple(own))))).isEqualTo(expected);
  }

  private static byte[] appleXmp(String headroom, String version) {
    return own(
        " xmlns:HDRGainMap=\"http://ns.apple.com/HDRGainMap/1.0/\""
            + " xmlns:apdi=\"http://ns.apple.com/pixeldatainfo/1.0/\""
            + " apdi:AuxiliaryImageType=\"urn:com:apple:photo:2020:aux:hdrgainmap\""
            + " HDRGainMap:HDRGainMapHeadroom=\""
            + headroom
            + "\" HDRGainMap:HDRGainMapVersion=\""
            + version
            + "\">");
  }

  @Test
  void mayHaveNumbersForEachColour() {
    byte[] dirty = file(photo(), with(map(), adobeOfColours()));
    byte[] map =
        with(
            map(),
            own(
                HDRGM
                    + " hdrgm:HDRCapacityMax=\"3\" hdrgm:Version=\"1.0\">"
                    + "<hdrgm:GainMapMax><rdf:Seq><rdf:li>1</rdf:li>"
                    + "<rdf:li>2.5</rdf:li><rdf:li>3</rdf:li></rdf:Seq></hdrgm:GainMapMax>"));
    assertThat(clean(dirty)).isEqualTo(expected(photo(), container(map.length), map));
  }

  @Test
  void isFoundAmongOtherPicturesWhichGo() {
    byte[] map = with(map(), adobe());
    byte[] depth = with(map(), xmp("", "<dc:type>SECRET depth</dc:type>"));
    byte[] cleaned = clean(file(photo(), photo(), depth, map, depth));
    assertThat(cleaned).isEqualTo(clean(file(photo(), map)));
  }

  @Test
  void isFoundBehindThePhotographWithoutAnIndex() {
    byte[] map = with(map(), adobe());
    byte[] expected = clean(file(photo(), map));
    assertThat(clean(bytes(photo(), map))).isEqualTo(expected);
    assertThat(clean(bytes(photo(), new byte[30], map, "video"))).isEqualTo(expected);
  }

  @Test
  void keepsTheOrientationOfThePhotograph() {
    byte[] turned = segment(0xe1, "Exif\0\0", exif(6));
    byte[] cleaned = clean(file(with(photo(), turned, SECRET), with(map(), turned, adobe())));
    CheckedImage image = check(cleaned);
    assertThat(image.width()).isEqualTo(48);
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
    byte[] start = Arrays.copyOf(photo(), 20);
    assertThat(cleaned)
        .startsWith(bytes(start, segment(0xe1, "Exif\0\0", orientation(6)), 0xff, 0xe1));
  }

  @Test
  void isKeptWithTheOriginalIfNothingIsStripped() {
    byte[] original = file(photo(), photo(), with(map(), adobe(), SECRET));
    byte[] file = bytes(original, "trailer");
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
        .isEqualTo(original);
  }

  @Test
  void goesIfItsBlockIsOfAnotherLengthThanItSays() {
    byte[] block = iso();
    byte[] content = Arrays.copyOfRange(block, 4, block.length);
    byte[] three = content.clone();
    three[32] |= (byte) 0x80;
    byte[] common = content.clone();
    common[32] |= 8;
    byte[] newer = content.clone();
    newer[29] = 1;
    byte[] zero = content.clone();
    ByteBuffer.wrap(zero).putInt(28 + 5 + 4, 0);
    for (byte[] wrong :
        List.of(
            three,
            common,
            newer,
            zero,
            bytes(content, 0),
            Arrays.copyOf(content, content.length - 1),
            Arrays.copyOf(content, 32),
            bytes(ISO))) {
      assertGoes(with(map(), adobe(), segment(0xe2, wrong)));
      assertGoes(with(map(), segment(0xe2, wrong)));
    }
  }

  @Test
  void mayHaveABlockOfThreeColoursOrWithOneDenominator() {
    for (int flags : new int[] {0x00, 0x04, 0x08, 0x80, 0xc0, 0x88}) {
      int numbers = (flags & 0x80) == 0 ? 7 : 17;
      byte[] block = bytes();
      for (int i = 0; i < numbers + ((flags & 8) == 0 ? numbers : 1); i++) {
        block = bytes(block, be32(i + 1));
      }
      byte[] map = with(map(), segment(0xe2, ISO, be32(0), flags, block));
      assertThat(clean(file(photo(), map))).isEqualTo(expected(photo(), isoVersion(), map));
    }
  }

  @Test
  void goesIfItIsBroken() {
    byte[] map = with(map(), adobe());
    for (int length : new int[] {3, 30, map.length / 2, map.length - 1}) {
      assertGoes(Arrays.copyOf(map, length));
    }
    byte[] lossless = map.clone();
    lossless[indexOf(map, "\u00ff\u00c0") + 1] = (byte) 0xc3;
    assertGoes(lossless);
  }

  @Test
  void goesIfItShowsMoreThanThePhotograph() {
    byte[] wide = with(picture(200, 150, BufferedImage.TYPE_INT_RGB));
    for (int height : new int[] {147, 153}) {
      byte[] map = with(picture(200, height, BufferedImage.TYPE_BYTE_GRAY), adobe());
      assertThat(clean(file(wide, map))).as("height %d", height).hasSizeGreaterThan(wide.length);
    }
    for (int height : new int[] {100, 146, 154, 200}) {
      byte[] map = with(picture(200, height, BufferedImage.TYPE_BYTE_GRAY), adobe());
      assertThat(clean(file(wide, map))).as("height %d", height).isEqualTo(wide);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdrgm:Version='1.0' hdrgm:GainMapMax='SECRET'",
        "hdrgm:Version='1.0' hdrgm:GainMapMax=''",
        "hdrgm:Version='1.0' hdrgm:GainMapMax='NaN'",
        "hdrgm:Version='1.0' hdrgm:GainMapMax='0x1p3'",
        "hdrgm:Version='1.0' hdrgm:GainMapMax='1f'",
        "hdrgm:Version='1.0' hdrgm:GainMapMax='1e99'",
        "hdrgm:Version='1.0' hdrgm:GainMapMax='1' hdrgm:GainMapMax='2'",
        "hdrgm:Version='1.0' hdrgm:BaseRenditionIsHDR='SECRET'",
        "hdrgm:Version='2.0'",
        "hdrgm:GainMapMax='1'",
        "other:Version='1.0'",
        "hdrgm:Version='1.0' broken",
        "hdrgm:Version='1.0' broken='",
        "hdrgm:Version=1.0",
      })
  void goesIfItsParametersAreNone(String attributes) {
    assertGoes(with(map(), xmp(attributes, "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>",
        "<!ELEMENT x ANY>",
        "</rdf:Description>",
        "<a><b></a></b>",
        "<hdrgm:GainMapMax>&a;</hdrgm:GainMapMax>",
        "<hdrgm:GainMapMax>1</hdrgm:GainMapMax><hdrgm:GainMapMax>2</hdrgm:GainMapMax>",
        "<hdrgm:GainMapMax><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li></rdf:Seq>"
            + "</hdrgm:GainMapMax>",
        "<",
        "<!-- ",
      })
  void goesIfItsXmpIsNone(String elements) {
    assertGoes(with(map(), xmp("hdrgm:Version='1.0'", elements)));
  }

  @Test
  void goesIfItsParametersAreInAnExtension() {
    String guid = "0123456789ABCDEF0123456789ABCDEF";
    byte[] extension =
        segment(0xe1, "http://ns.adobe.com/xmp/extension/\0", guid, be32(9), be32(0), adobe());
    assertGoes(with(map(), xmp("", ""), extension));
  }

  private static void assertGoes(byte[] map) {
    assertThat(clean(file(photo(), map))).isEqualTo(photo());
    assertThat(clean(bytes(photo(), map))).isEqualTo(photo());
  }

  /** Whatever of the second half is cut off: what is left is the photograph. */
  @Test
  void leavesThePhotographWhereverTheFileEnds() {
    byte[] file = file(photo(), with(map(), adobe()));
    int photo = file.length - with(map(), adobe()).length;
    byte[] expected = photo();
    for (int length = photo; length < file.length; length++) {
      byte[] cleaned = clean(Arrays.copyOf(file, length));
      assertThat(Arrays.equals(cleaned, expected)).as("cut to %d bytes", length).isTrue();
    }
  }

  @Test
  void isRejectedOrCleanedForGoodWithAnyByteWrong() {
    byte[] file = file(with(photo(), appleExif(900, 500)), with(map(), adobe(), iso()));
    for (int at = 0; at < file.length; at++) {
      byte right = file[at];
      for (int wrong : new int[] {0, 0xff, right ^ 1, right ^ 0x80}) {
        file[at] = (byte) wrong;
        checkOrReject(file);
      }
      file[at] = right;
    }
  }

  private static void checkOrReject(byte[] file) {
    CheckedImage image;
    try {
      image = check(file);
    } catch (ImageRejectedException expected) {
      return;
    }
    byte[] cleaned = image.bytes().toByteArray();
    assertThat(Arrays.equals(check(cleaned).bytes().toByteArray(), cleaned)).isTrue();
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
  }
}
