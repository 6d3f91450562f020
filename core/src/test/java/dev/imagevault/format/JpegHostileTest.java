package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.GainMaps.map;
import static dev.imagevault.format.GainMaps.photo;
import static dev.imagevault.format.GainMaps.with;
import static dev.imagevault.format.GainMaps.xmp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.VaultPolicy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** JPEGs that were made to cost more than their bytes: each is cleaned in a few steps a byte. */
class JpegHostileTest {

  private static final int SIZE = 1 << 20;
  private static final int MAX_REMEMBERED = 6000;

  @Test
  void floodsOfWhatGoesCostAFewStepsAByte() {
    byte[] photo = photo();
    for (byte[] one :
        new byte[][] {
          segment(0xfe),
          bytes(0xff),
          bytes(0xff, 0xd0),
          bytes("stray", 0xff, 0),
          segment(0xe2, "ICC_PROFILE\0", 1, 255, 7),
          segment(0xe1, "Exif\0\0"),
          segment(0xe2, "MPF\0")
        }) {
      assertThat(cleaned(with(photo, filled(one)), 3)).isEqualTo(photo);
    }
  }

  @Test
  void floodsOfWhatStaysCostAFewStepsAByte() {
    byte[] photo = photo();
    int end = photo.length - 2;
    for (byte[] data : new byte[][] {bytes(0xff, 0), bytes(0xff, 0xd3), bytes(0xff, 0xff, 0)}) {
      byte[] image = bytes(Arrays.copyOf(photo, end), filled(data), 0xff, 0xd9);
      assertThat(cleaned(image, 2)).isEqualTo(image);
    }
    byte[] tables = with(photo, filled(segment(0xc4, 0, new byte[16])));
    assertThat(cleaned(tables, 2)).isEqualTo(tables);
  }

  @Test
  void xmpThatIsDeepWideOrLongCostsItsBytes() {
    for (String elements :
        new String[] {
          "<a>".repeat(15_000),
          "<!--".repeat(15_000),
          "<a b='".repeat(9000),
          "<hdrgm:a>1</hdrgm:a>".repeat(2800)
        }) {
      cleaned(bytes(photo(), with(map(), xmp("hdrgm:Version='1.0'", elements))), 3);
    }
  }

  /** An index of 4,000 pictures, all at the same place: a header of a mebibyte. */
  @Test
  void anIndexThatLeadsToOnePlaceAgainAndAgainLeadsThereOnce() {
    byte[] second = with(map(), filled(segment(0xfe)));
    byte[] photo = photo();
    int count = 4000;
    int at = photo.length + 34 + 16 * count - 28;
    byte[] entry = bytes(be32(0), be32(1), be32(at), be32(0));
    byte[] index =
        segment(
            0xe2,
            "MPF\0MM\0*",
            be32(8),
            be16(1),
            bytes(be16(0xb002), be16(7), be32(16L * count), be32(26)),
            be32(0),
            filled(entry, 16 * count));
    assertThat(cleaned(bytes(with(photo, index), second), 4)).isEqualTo(photo);
  }

  private static byte[] filled(byte[] one) {
    return filled(one, SIZE);
  }

  private static byte[] filled(byte[] one, int size) {
    byte[] all = new byte[size / one.length * one.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = one[i % one.length];
    }
    return all;
  }

  private static byte[] cleaned(byte[] file, int stepsForEachByte) {
    Budget budget = new Budget(file.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    Reader reader = new Reader("The JPEG image", file, 0, file.length, budget);
    byte[] cleaned = Jpeg.FORMAT.check(reader, true).bytes().toByteArray();
    assertThat(budget.stepsTaken()).isLessThan((long) stepsForEachByte * file.length);
    assertThat(budget.remembered()).isLessThan(MAX_REMEMBERED);
    return cleaned;
  }
}
