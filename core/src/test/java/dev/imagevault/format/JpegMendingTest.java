package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that end too early, as phones and tools leave them: browsers show what is there. */
class JpegMendingTest {

  private static final byte[] EOI = bytes(0xff, 0xd9);

  private static byte[] baseline() {
    return Samples.read("baseline.jpg");
  }

  private static byte[] withoutEnd(byte[] image) {
    return Arrays.copyOf(image, image.length - 2);
  }

  @Test
  void getsItsEnd() {
    assertThat(clean(withoutEnd(baseline()))).isEqualTo(baseline());
    byte[] half = Arrays.copyOf(baseline(), baseline().length - 1);
    assertThat(clean(half)).isEqualTo(baseline());
  }

  @Test
  void getsItsEndWhereZerosAreInItsPlace() {
    byte[] padded = bytes(withoutEnd(baseline()), new byte[66]);
    assertThat(clean(padded)).isEqualTo(bytes(padded, EOI));
  }

  @Test
  void getsItsEndAlsoIfNothingIsStripped() {
    byte[] file = bytes(withoutEnd(baseline()));
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
        .isEqualTo(baseline());
  }

  /** After the first scan the picture is there; before, there is none. */
  @ParameterizedTest
  @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "cmyk.jpg", "grey-restart.jpg"})
  void isAcceptedFromTheFirstBytesOfItsFirstScanOn(String sample) {
    byte[] file = Samples.read(sample);
    int scan = Build.indexOf(file, "\u00ff\u00da");
    int data = scan + 2 + (file[scan + 2] << 8) + file[scan + 3];
    for (int length = 3; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      if (length <= data) {
        assertInvalid(cut, length == data ? "first scan is empty" : "before its first scan");
      } else {
        byte[] cleaned = clean(cut);
        assertThat(cleaned).endsWith(EOI).hasSizeLessThanOrEqualTo(length + 2);
        assertThat(cleaned).startsWith(Arrays.copyOf(file, cleaned.length - 2));
      }
    }
  }

  /** Chromium shows all of these as it shows the picture before them. */
  @Test
  void endsWhereItCannotBeReadAfterAScan() {
    byte[] image = baseline();
    byte[] frame = segment(0xc0, 8, 0, 16, 0, 24, 1, 1, 0x11, 0);
    for (byte[] unreadable :
        List.of(
            image,
            frame,
            bytes(0xff, 0x37, "abc"),
            bytes(0xff, 0xfe, 0x10, 0, "a comment that is not all there"),
            segment(0xda, 1, 9, 0, 0, 63, 0),
            segment(0xc4, 0x77),
            segment(0xdb, 0, new byte[70]),
            bytes(0xff, 0xdd, 0, 1))) {
      assertThat(clean(bytes(withoutEnd(image), unreadable, EOI))).isEqualTo(image);
    }
  }

  @Test
  void losesMetadataWhereItsEndIsMissing() {
    byte[] dirty = bytes(withoutEnd(baseline()), segment(0xfe, "SECRET"), 0xff, 0xff, 0xff);
    assertThat(clean(dirty)).isEqualTo(baseline());
  }
}
