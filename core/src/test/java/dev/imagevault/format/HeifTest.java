package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeifTest {

  @ParameterizedTest
  @CsvSource({"av01,AVIF", "hvc1,HEIC"})
  void isOfTheFormatThatItsPrimaryImageIsCodedIn(String type, ImageFormat format) {
    byte[] image = new HeifBuild().image(1, type).build();
    CheckedImage checked = check(image);
    assertThat(checked.format()).isEqualTo(format);
    assertThat(checked.width()).isEqualTo(64);
    assertThat(checked.height()).isEqualTo(48);
    assertThat(clean(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1",
        "msf1"
      })
  void isRecognisedByAnyOfItsBrands(String brand) {
    HeifBuild major = new HeifBuild().image(1, "av01");
    major.ftyp = box("ftyp", brand, be32(0), "xxxx");
    assertThat(check(major.build()).format()).isEqualTo(ImageFormat.AVIF);
    HeifBuild compatible = new HeifBuild().image(1, "hvc1");
    compatible.ftyp = box("ftyp", "xxxx", be32(0), "miaf", brand);
    assertThat(check(compatible.build()).format()).isEqualTo(ImageFormat.HEIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"isom", "mp42", "qt  ", "crx ", "jp2 "})
  void isNoFilmAndNoRawFile(String brand) {
    HeifBuild other = new HeifBuild().image(1, "av01");
    other.ftyp = box("ftyp", brand, "avif", brand);
    assertThat(reject(other.build()).reason()).isEqualTo(Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avc1", "j2k1", "unci", "vvc1", "xxxx"})
  void isOfNoOtherCoding(String type) {
    byte[] other = new HeifBuild().image(1, type).build();
    assertThat(reject(other).reason()).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void losesItsMetadataWhereTheyAreAndNothingElse() {
    HeifBuild build =
        new HeifBuild()
            .image(1, "hvc1")
            .item(2, "Exif", bytes(be32(0), exif(6)))
            .item(3, "mime", bytes("<x:xmpmeta>SECRET</x:xmpmeta>"))
            .item(4, "uri ", bytes("SECRET"))
            .item(5, "zzzz", bytes("SECRET"))
            .image(6, "hvc1")
            .reference("cdsc", 2, 1);
    byte[] dirty = build.build();
    byte[] expected = dirty.clone();
    int data = build.dataAt();
    Arrays.fill(
        expected, data + "pixels1".length(), expected.length - "pixels6".length(), (byte) 0);
    for (String type : new String[] {"Exif", "mime", "uri "}) {
      System.arraycopy(bytes("free"), 0, expected, indexOf(expected, type), 4);
    }
    assertThat(clean(dirty)).isEqualTo(expected);
    assertThat(ImageChecker.check(dirty, dirty.length, false).bytes().toByteArray())
        .isEqualTo(dirty);
  }

  @Test
  void keepsAThumbnailThatIsAJpegButNotItsMetadata() {
    byte[] image = bytes(segment(0xe0, "JFIF\0", new byte[9]), segment(0xdb, "table"));
    byte[] pixels = bytes(segment(0xda, "scan"), "pixels", 0xff, 0xd9);
    byte[] exif = segment(0xe1, "Exif\0\0SECRET");
    byte[] words = bytes(segment(0xfe, "SECRET"), segment(0xed, "Adobe_CM"));
    byte[] jpeg = bytes(0xff, 0xd8, exif, image, "stray", words, pixels);
    HeifBuild build = new HeifBuild().image(1, "hvc1").item(2, "jpeg", jpeg);
    byte[] cleaned = clean(build.build());
    byte[] expected =
        bytes(
            0xff,
            0xd8,
            segment(0xe1, new byte[12]),
            image,
            new byte[5],
            segment(0xfe, new byte[6]),
            segment(0xed, new byte[8]),
            pixels);
    int at = build.dataAt() + "pixels1".length();
    assertThat(Arrays.copyOfRange(cleaned, at, at + jpeg.length)).isEqualTo(expected);
    build.primary = 2;
    assertThat(reject(build.build()).reason()).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void losesBytesThatNoItemReferences() {
    HeifBuild build = new HeifBuild().image(1, "av01").image(2, "av01");
    build.gap = bytes("hidden");
    byte[] dirty = build.build();
    byte[] expected = dirty.clone();
    int data = build.dataAt();
    Arrays.fill(expected, data + 7, data + 13, (byte) 0);
    Arrays.fill(expected, data + 20, data + 26, (byte) 0);
    assertThat(clean(dirty)).isEqualTo(expected);
  }

  @Test
  void losesForeignBoxesWhereverTheyAre() {
    HeifBuild build = new HeifBuild();
    int words = build.property(fullBox("udes", 0, "en\0SECRET\0\0\0"));
    int time = build.property(fullBox("crtt", 0, "SECRET"));
    int uuid = build.property(box("uuid", "SECRET"));
    build.item(
        1,
        "av01",
        bytes("pixels"),
        build.property(HeifBuild.ISPE),
        build.property(HeifBuild.AV1C),
        words,
        time,
        uuid);
    build.inMeta = bytes(box("uuid", "SECRET"), box("udta", "SECRET"), box("xml ", "SECRET"));
    build.afterMeta = bytes(box("uuid", "SECRET c2pa"), box("free", "SECRET"));
    build.end = bytes(box("mpvd", "SECRET film"), box("skip", "SECRET"));
    byte[] dirty = build.build();
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    for (String gone : new String[] {"SECRET", "uuid", "udta", "xml ", "mpvd", "udes", "crtt"}) {
      assertThat(indexOf(cleaned, gone)).as(gone).isNegative();
    }
    assertThat(indexOf(cleaned, "pixels")).isEqualTo(indexOf(dirty, "pixels"));
  }

  @Test
  void keepsASoundProfileOnly() {
    for (String type : new String[] {"prof", "rICC"}) {
      byte[] kept = withProperty(box("colr", type, profile(200)));
      assertThat(clean(kept)).isEqualTo(kept);
      assertThat(indexOf(clean(withProperty(box("colr", type, "SECRET"))), "SECRET")).isNegative();
    }
    byte[] coded = withProperty(box("colr", "nclx", be16(1), be16(13), be16(6), 0x80));
    assertThat(clean(coded)).isEqualTo(coded);
  }

  private static byte[] withProperty(byte[]... boxes) {
    HeifBuild build = new HeifBuild();
    int[] indices = new int[boxes.length + 2];
    for (int i = 0; i < boxes.length; i++) {
      indices[i] = build.property(boxes[i]);
    }
    indices[boxes.length] = build.property(HeifBuild.ISPE);
    indices[boxes.length + 1] = build.property(HeifBuild.AV1C);
    return build.item(1, "av01", bytes("pixels"), indices).build();
  }

  @Test
  void losesWhatFollowsItsLastBox() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    for (byte[] tail :
        new byte[][] {
          bytes("junk"),
          bytes("<?php echo 1;"),
          new byte[16],
          box("ftyp", "mp42", be32(0), "a whole film"),
          bytes(0xff, 0xd8, 0xff, 0xe0, "a whole JPEG")
        }) {
      byte[] file = bytes(image, tail);
      assertThat(clean(file)).isEqualTo(image);
      assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
          .isEqualTo(image);
    }
  }

  @Test
  void endsWithItsLastDataIfItsLastBoxIsOpen() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    int mdat = indexOf(image, "mdat");
    System.arraycopy(be32(0), 0, image, mdat - 4, 4);
    assertThat(clean(bytes(image, "whatever comes then"))).isEqualTo(image);
  }

  @Test
  void endsWithTheHeaderOfAnOpenBoxThatHoldsNoData() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    byte[] open = bytes(image, be32(0), "free");
    assertThat(clean(bytes(open, "whatever comes then"))).isEqualTo(open);
    assertThat(clean(bytes(image, be32(0), "wide", "whatever"))).isEqualTo(open);
  }

  @Test
  void isNotCutWithinADescriptionThatIsOpen() {
    HeifBuild build = new HeifBuild().image(1, "av01");
    build.inMeta = box("xxxx", "SECRET");
    byte[] meta = build.meta(build.ftyp.length + 8);
    System.arraycopy(be32(0), 0, meta, 0, 4);
    byte[] image = bytes(build.ftyp, box("mdat", "pixels1"), meta);
    byte[] expected = image.clone();
    byte[] space = box("free", new byte[6]);
    System.arraycopy(space, 0, expected, expected.length - space.length, space.length);
    assertThat(clean(image)).isEqualTo(expected);
    assertInvalid(bytes(image, "<?php echo 1;"), "malformed");
  }

  @Test
  void mayHaveBoxesWithSizesOf64Bits() {
    HeifBuild build = new HeifBuild().image(1, "av01");
    build.afterMeta = bytes(be32(1), "free", be32(0), be32(20), be32(0));
    byte[] image = build.build();
    assertThat(clean(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource({"0,64,48", "1,48,64", "2,64,48", "3,48,64"})
  void isTurnedByItsProperties(int quarters, int width, int height) {
    CheckedImage image = check(withProperty(box("irot", quarters), box("imir", 1)));
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  @Test
  void isCroppedByItsPropertiesInTheirOrder() {
    byte[] crop = box("clap", be32(40), be32(1), be32(61), be32(2), new byte[16]);
    assertThat(check(withProperty(crop, box("irot", 1))).width()).isEqualTo(31);
    assertThat(check(withProperty(crop, box("irot", 1))).height()).isEqualTo(40);
    byte[] beyond = box("clap", be32(65), be32(1), be32(30), be32(1), new byte[16]);
    assertThat(check(withProperty(beyond)).width()).isEqualTo(64);
    byte[] byNothing = box("clap", be32(40), be32(0), be32(30), be32(1), new byte[16]);
    assertThat(check(withProperty(byNothing)).width()).isEqualTo(64);
  }

  @Test
  void isNotTurnedByItsExif() {
    byte[] image =
        new HeifBuild().image(1, "hvc1").item(2, "Exif", bytes(be32(0), exif(6))).build();
    assertThat(check(image).width()).isEqualTo(64);
  }

  @Test
  void mayBeAGridOfTiles() {
    assertThat(check(grid(1, 2, 128, 48)).width()).isEqualTo(128);
    assertThat(check(grid(1, 2, 100, 40)).height()).isEqualTo(40);
    assertInvalid(grid(1, 2, 129, 48), "grid");
    assertInvalid(grid(1, 2, 128, 49), "grid");
    assertInvalid(grid(2, 2, 128, 48), "grid");
    assertInvalid(grid(1, 1, 64, 48), "grid");
  }

  private static byte[] grid(int rows, int columns, int width, int height) {
    HeifBuild build = new HeifBuild().image(2, "av01").image(3, "av01");
    int size = build.property(fullBox("ispe", 0, be32(width), be32(height)));
    byte[] data = bytes(0, 0, rows - 1, columns - 1, be16(width), be16(height));
    return build.item(1, "grid", data, size).reference("dimg", 1, 2, 3).build();
  }

  @Test
  void mayBeDerivedFromImagesOnlySoDeep() {
    HeifBuild build = new HeifBuild().image(9, "av01").reference("dimg", 8, 9);
    int size = build.property(HeifBuild.ISPE);
    for (int id = 1; id <= 8; id++) {
      build.item(id, "iden", bytes(), size);
    }
    for (int id = 1; id < 8; id++) {
      build.reference("dimg", id, id + 1);
    }
    assertThat(check(build.build()).format()).isEqualTo(ImageFormat.AVIF);
    build.item(10, "iden", bytes(), size).reference("dimg", 10, 1);
    build.primary = 10;
    assertInvalid(build.build(), "8 images derived");
    HeifBuild circle = new HeifBuild();
    circle.item(1, "iden", bytes(), circle.property(HeifBuild.ISPE)).reference("dimg", 1, 1);
    assertInvalid(circle.build(), "8 images derived");
  }

  @Test
  void hasMetadataAndPixelsApart() {
    byte[] image = new HeifBuild().image(1, "av01").item(2, "Exif", bytes("exif")).build();
    int at = indexOf(image, "iloc");
    int secondOffset = at + 12 + 14 + 6;
    byte[] shared = image.clone();
    shared[secondOffset + 3]--;
    assertInvalid(shared, "share bytes");
  }

  @Test
  void hasItsDataWhereDataMayBe() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    int offset = indexOf(image, "iloc") + 12 + 6;
    byte[] inHeader = image.clone();
    System.arraycopy(be32(8), 0, inHeader, offset, 4);
    assertInvalid(inHeader, "outside the boxes");
    byte[] beyond = image.clone();
    System.arraycopy(be32(image.length - 6), 0, beyond, offset, 4);
    assertInvalid(beyond, "ends too early");
    byte[] far = image.clone();
    System.arraycopy(be32(-1), 0, far, offset, 4);
    assertInvalid(far, "ends too early");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uuid", "free", "skip", "xxxx"})
  void hasNoPixelsInABoxThatGoes(String type) {
    HeifBuild build = new HeifBuild().image(1, "av01").item(2, "Exif", bytes("exif"));
    build.afterMeta = box(type, "pixels and exif");
    byte[] image = build.build();
    int within = indexOf(image, "pixels and");
    int offset = indexOf(image, "iloc") + 12 + 6;
    byte[] pixels = image.clone();
    System.arraycopy(be32(within), 0, pixels, offset, 4);
    assertInvalid(pixels, "outside the boxes");
    byte[] exif = image.clone();
    System.arraycopy(be32(within + 11), 0, exif, offset + 14, 4);
    assertThat(indexOf(clean(exif), "exif")).isNegative();
  }

  @Test
  void hasAllItsParts() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    for (String type : new String[] {"hdlr", "pitm", "iinf", "iprp"}) {
      byte[] without = image.clone();
      System.arraycopy(bytes("abcd"), 0, without, indexOf(without, type), 4);
      assertInvalid(without, "missing");
    }
    for (String type : new String[] {"ispe", "av1C", "iloc"}) {
      byte[] without = image.clone();
      System.arraycopy(bytes("abcd"), 0, without, indexOf(without, type), 4);
      assertInvalid(without, "no data, size or configuration");
    }
    HeifBuild other = new HeifBuild().image(1, "av01");
    other.primary = 2;
    assertInvalid(other.build(), "no image");
    assertInvalid(other.ftyp, "no image");
    other.inMeta = fullBox("pitm", 0, be16(1));
    assertInvalid(other.build(), "twice");
    assertInvalid(bytes(image, box("moof")), "fragments");
  }

  @Test
  void hasAtMostSoManyPixels() {
    assertThat(check(sized(8192, 8192)).width()).isEqualTo(8192);
    assertInvalid(sized(8192, 8193), "67108864 pixels");
    assertInvalid(sized(-1, -1), "67108864 pixels");
    assertInvalid(sized(0, 48), "zero");
  }

  private static byte[] sized(int width, int height) {
    HeifBuild build = new HeifBuild();
    int size = build.property(fullBox("ispe", 0, be32(width), be32(height)));
    return build.item(1, "av01", bytes("x"), size, build.property(HeifBuild.AV1C)).build();
  }
}
