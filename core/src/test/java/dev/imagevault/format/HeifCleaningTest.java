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
import static dev.imagevault.format.Samples.clean;
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageRejectedException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What AVIF and HEIC files lose and keep, in place and at their end. */
class HeifCleaningTest {

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
    int mime = indexOf(expected, "application/rdf+xml");
    Arrays.fill(expected, mime, mime + "application/rdf+xml".length(), (byte) 0);
    for (String type : new String[] {"Exif", "mime", "uri "}) {
      System.arraycopy(bytes("free"), 0, expected, indexOf(expected, type), 4);
    }
    assertThat(clean(dirty)).isEqualTo(expected);
    assertThat(ImageChecker.check(dirty, dirty.length, false).bytes().toByteArray())
        .isEqualTo(dirty);
  }

  /** Decoders need nothing of it, so it is no reason to keep what comes after the image. */
  @Test
  void mayHaveAnEmptyExtentInWhatIsCutOff() {
    HeifBuild build = new HeifBuild().image(1, "hvc1").image(2, "hvc1");
    build.moreLocations = 1;
    build.inLocations = bytes(be16(2), be16(0), be16(1), be32(0), be32(0));
    byte[] image = build.build();
    build.end = bytes(box("zzzz", "SECRET"), "SECRET");
    for (int behind = 0; behind <= build.end.length; behind++) {
      byte[] extent = bytes(be32(image.length + behind), be32(0));
      build.inLocations = bytes(be16(2), be16(0), be16(1), extent);
      byte[] dirty = build.build();
      assertThat(clean(dirty)).isEqualTo(Arrays.copyOf(dirty, image.length));
    }
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
    byte[] dirty = build.build();
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    for (String gone : new String[] {"SECRET", "uuid", "udta", "xml ", "udes", "crtt"}) {
      assertThat(indexOf(cleaned, gone)).as(gone).isNegative();
    }
    assertThat(indexOf(cleaned, "pixels")).isEqualTo(indexOf(dirty, "pixels"));
  }

  @Test
  void keepsASoundProfileOnly() {
    for (String type : new String[] {"prof", "rICC"}) {
      byte[] kept = HeifBuild.withProperties(box("colr", type, profile(200)));
      assertThat(clean(kept)).isEqualTo(kept);
      assertThat(indexOf(clean(HeifBuild.withProperties(box("colr", type, "SECRET"))), "SECRET"))
          .isNegative();
    }
    byte[] coded = HeifBuild.withProperties(box("colr", "nclx", be16(1), be16(13), be16(6), 0x80));
    assertThat(clean(coded)).isEqualTo(coded);
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
  void endsWithTheLastBoxThatHoldsDataOrDescribesThem() {
    HeifBuild build = new HeifBuild().image(1, "av01").item(2, "Exif", bytes("exif"));
    byte[] image = build.build();
    for (byte[] tail :
        new byte[][] {
          box("mpvd", "a film"),
          box("mdat", "a film"),
          box("free"),
          bytes(box("uuid", "c2pa"), box("skip", "x"), box("sefd", "a film")),
          bytes(be32(0), "free", "whatever comes then"),
          bytes(be32(0), "wide", "whatever")
        }) {
      byte[] file = bytes(image, tail);
      assertThat(clean(file)).isEqualTo(clean(image));
    }
    byte[] original = bytes(image, box("mpvd", "a film"), "junk");
    assertThat(ImageChecker.check(original, original.length, false).bytes().toByteArray())
        .isEqualTo(bytes(image, box("mpvd", "a film")));
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
}
