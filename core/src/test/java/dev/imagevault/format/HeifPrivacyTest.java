package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an AVIF or HEIC file takes part in its picture stays, and what is private goes. */
class HeifPrivacyTest {

  @ParameterizedTest
  @ValueSource(strings = {"sato", "iden", "tmap", "zzzz"})
  void whatAnImageIsDerivedWithStaysWhateverItsType(String type) {
    HeifBuild build = new HeifBuild().image(1, "av01").image(3, "av01");
    int size = build.property(HeifBuild.ISPE);
    byte[] image = build.item(2, type, bytes("formula"), size).reference("dimg", 2, 1, 3).build();
    assertThat(clean(image)).isEqualTo(image);
    build.primary = 2;
    byte[] derived = build.build();
    assertThat(clean(derived)).isEqualTo(derived);
    assertThat(check(derived).width()).isEqualTo(64);
  }

  @Test
  void whatIsInAGroupOrReferenceWithAnImageStays() {
    HeifBuild build = new HeifBuild().image(1, "av01").item(2, "yyyy", bytes("alternative"));
    build.item(3, "zzzz", bytes("depth"));
    build.reference("auxl", 3, 1);
    build.inMeta = box("grpl", fullBox("altr", 0, be32(9), be32(2), be32(2), be32(1)));
    byte[] image = build.build();
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void thumbnailsGoWithWhatOnlyTheyAreMadeOf() {
    HeifBuild build = new HeifBuild().image(1, "hvc1").image(2, "hvc1");
    int size = build.property(HeifBuild.ISPE);
    build.item(3, "grid", bytes(0, 0, 0, 0, be16(64), be16(48)), size).image(4, "hvc1");
    build.image(5, "hvc1").image(6, "hvc1");
    build.reference("thmb", 2, 1).reference("thmb", 3, 1).reference("dimg", 3, 4);
    build.reference("auxl", 5, 2).reference("auxl", 6, 1);
    build.inMeta = box("grpl", fullBox("ster", 0, be32(9), be32(2), be32(1), be32(2)));
    byte[] dirty = build.build();
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    for (String gone : new String[] {"pixels2", "pixels4", "pixels5", "thmb", "grid", "dimg"}) {
      assertThat(indexOf(dirty, gone)).as(gone).isPositive();
      assertThat(indexOf(cleaned, gone)).as(gone).isNegative();
    }
    assertThat(indexOf(cleaned, "pixels1")).isEqualTo(indexOf(dirty, "pixels1"));
    assertThat(indexOf(cleaned, "pixels6")).isEqualTo(indexOf(dirty, "pixels6"));
  }

  @Test
  void aThumbnailThatIsPartOfThePictureStays() {
    HeifBuild build = new HeifBuild().image(1, "av01").image(2, "av01");
    int size = build.property(HeifBuild.ISPE);
    build.item(3, "iden", bytes("x"), size).reference("thmb", 1, 2).reference("dimg", 3, 2);
    build.reference("thmb", 2, 1);
    byte[] dirty = build.build();
    byte[] cleaned = clean(dirty);
    assertThat(indexOf(cleaned, "pixels1")).isPositive();
    assertThat(indexOf(cleaned, "pixels2")).isPositive();
    assertThat(indexOf(cleaned, "thmb")).isNegative();
  }

  @Test
  void propertiesOfUnknownTypesAreEmptiedUnlessDecodersMustKnowThem() {
    HeifBuild build = new HeifBuild();
    int optional = build.property(box("zzzz", "SECRET"));
    int needed = build.property(box("yyyy", "needed"));
    int words = build.property(fullBox("udes", 0, "en\0SECRET\0\0\0"));
    int size = build.property(HeifBuild.ISPE);
    int coding = build.property(HeifBuild.AV1C);
    byte[] dirty =
        build
            .item(1, "av01", bytes("x"), size, coding, optional, 0x80 | needed, 0x80 | words)
            .build();
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
    assertThat(indexOf(cleaned, "zzzz")).isNegative();
    assertThat(indexOf(cleaned, "yyyyneeded")).isPositive();
    int associations = indexOf(cleaned, "ipma") + 4 + 8 + 3;
    assertThat(cleaned[associations + 3]).isEqualTo((byte) (0x80 | needed));
    assertThat(cleaned[associations + 4]).as("freed, so not needed").isEqualTo((byte) words);
  }

  @Test
  void whatFollowsTheFieldsOfABoxGoes() {
    HeifBuild build = new HeifBuild().image(2, "av01");
    String alpha = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
    String depth = "urn:mpeg:hevc:2015:auxid:2\0";
    byte[][] tails = {
      box("irot", 1, "SECRET"),
      box("imir", 0, "SECRET"),
      box("pasp", be32(1), be32(1), "SECRET"),
      box("clli", be32(1), "SECRET"),
      fullBox("pixi", 0, 3, 8, 8, 8, "SECRET"),
      box("colr", "nclx", be16(1), be16(13), be16(6), 0x80, "SECRET"),
      fullBox("auxC", 0, alpha, "SECRET"),
      fullBox("ispe", 0, be32(64), be32(48), "SECRET"),
      fullBox("auxC", 0, depth, "range"),
      HeifBuild.AV1C
    };
    int[] indices = new int[tails.length];
    for (int i = 0; i < tails.length; i++) {
      indices[i] = build.property(tails[i]);
    }
    build.item(1, "av01", bytes("pixels"), indices);
    build.references = box("prem", be16(1), be16(1), be16(2), "SECRET");
    byte[] dirty = build.build();
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
    assertThat(indexOf(cleaned, alpha)).isPositive();
    assertThat(indexOf(cleaned, depth + "range")).isPositive();
    assertThat(indexOf(cleaned, "prem")).isPositive();
  }

  @Test
  void namesGoUnlessEncodersGiveThemEveryFile() {
    byte[] item = fullBox("infe", 2, be16(1), be16(0), "av01SECRET\0more SECRET");
    byte[] usual = fullBox("infe", 2, be16(2), be16(0), "av01Color\0");
    byte[] image = new HeifBuild().image(1, "av01").build();
    byte[] dressed = replaced(image, fullBox("infe", 2, be16(1), be16(0), "av01\0"), item, usual);
    byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    byte[] named = fullBox("hdlr", 0, be32(0), "pict", new byte[12], "SECRET phone\0");
    byte[] dirty = replaced(dressed, handler, named);
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
    assertThat(indexOf(cleaned, "av01Color\0")).isPositive();
    assertThat(indexOf(cleaned, "pixels1")).isPositive();
  }

  /** Returns the file with other boxes in its metadata in the place of one. */
  private static byte[] replaced(byte[] file, byte[] box, byte[]... others) {
    int at = indexOf(file, new String(box, StandardCharsets.ISO_8859_1));
    byte[] insert = bytes((Object[]) others);
    int growth = insert.length - box.length;
    byte[] before = Arrays.copyOf(file, at);
    byte[] grown = bytes(before, insert, Arrays.copyOfRange(file, at + box.length, file.length));
    grow(grown, indexOf(grown, "meta") - 4, growth);
    int information = indexOf(grown, "iinf") - 4;
    if (at > information && at < information + 40) {
      grow(grown, information, growth);
    }
    grow(grown, indexOf(grown, "iloc") + 4 + 4 + 2 + 2 + 6, growth);
    return grown;
  }

  private static void grow(byte[] file, int at, int growth) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    buffer.putInt(at, buffer.getInt(at) + growth);
  }
}
