package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException.Reason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are AVIF or HEIC images, how large they are, and which are broken. */
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
  void mayHaveBoxesWithSizesOf64Bits() {
    HeifBuild build = new HeifBuild().image(1, "av01");
    build.afterMeta = bytes(be32(1), "free", be32(0), be32(20), be32(0));
    byte[] image = build.build();
    assertThat(clean(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource({"0,64,48", "1,48,64", "2,64,48", "3,48,64"})
  void isTurnedByItsProperties(int quarters, int width, int height) {
    CheckedImage image = check(HeifBuild.withProperties(box("irot", quarters), box("imir", 1)));
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  @Test
  void isCroppedAsBrowsersDoIfTheFirstPixelAndWholePixelsAreLeft() {
    byte[] crop = clap(40, 1, 30, 1, -24, 2, -9, 1);
    assertThat(check(HeifBuild.withProperties(crop, box("irot", 1))).width()).isEqualTo(30);
    assertThat(check(HeifBuild.withProperties(crop, box("irot", 1))).height()).isEqualTo(40);
    for (byte[] none :
        List.of(
            clap(40, 1, 30, 1, 0, 1, 0, 1),
            clap(40, 1, 61, 2, -12, 1, -35, 4),
            clap(65, 1, 30, 1, 1, 2, -9, 1),
            clap(40, 0, 30, 1, -12, 1, -9, 1),
            clap(40, 1, 30, 1, -12, 0, -9, 1))) {
      assertThat(check(HeifBuild.withProperties(none)).width()).isEqualTo(64);
    }
  }

  private static byte[] clap(int... numbers) {
    return box("clap", Arrays.stream(numbers).mapToObj(Build::be32).toArray());
  }

  @Test
  void ofHevcIsCroppedByItsPropertiesInTheirOrder() {
    byte[] crop = box("clap", be32(40), be32(1), be32(61), be32(2), new byte[16]);
    assertThat(check(hevc(crop, box("irot", 1))).width()).isEqualTo(31);
    assertThat(check(hevc(crop, box("irot", 1))).height()).isEqualTo(40);
    byte[] beyond = box("clap", be32(65), be32(1), be32(30), be32(1), new byte[16]);
    assertThat(check(hevc(beyond)).width()).isEqualTo(64);
    byte[] byNothing = box("clap", be32(40), be32(0), be32(30), be32(1), new byte[16]);
    assertThat(check(hevc(byNothing)).width()).isEqualTo(64);
  }

  private static byte[] hevc(byte[]... boxes) {
    HeifBuild build = new HeifBuild();
    int[] indices = new int[boxes.length + 2];
    indices[0] = build.property(HeifBuild.ISPE);
    indices[1] = build.property(HeifBuild.HVCC);
    for (int i = 0; i < boxes.length; i++) {
      indices[i + 2] = build.property(boxes[i]);
    }
    return build.item(1, "hvc1", bytes("pixels"), indices).build();
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
    assertThat(check(sized(16384, 16384)).width()).isEqualTo(16384);
    assertInvalid(sized(16384, 16385), "268435456 pixels");
    assertInvalid(sized(-1, -1), "268435456 pixels");
    assertInvalid(sized(0, 48), "zero");
  }

  private static byte[] sized(int width, int height) {
    HeifBuild build = new HeifBuild();
    int size = build.property(fullBox("ispe", 0, be32(width), be32(height)));
    return build.item(1, "av01", bytes("x"), size, build.property(HeifBuild.AV1C)).build();
  }
}
