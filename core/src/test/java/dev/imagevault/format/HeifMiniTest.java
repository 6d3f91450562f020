package dev.imagevault.format;

import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** AVIF of the minimized kind, put together bit by bit. */
class HeifMiniTest {

  private static final byte[] EXIF = exif(6);
  private static final String XMP = "<x:xmpmeta>SECRET</x:xmpmeta>";
  private static final byte[] PROFILE = profile(200);
  private static final String PIXELS = "pixels";
  private static final String ALPHA = "alpha";

  private static String number(int value, int bits) {
    String digits = Integer.toBinaryString(value);
    return "0".repeat(bits - digits.length()) + digits;
  }

  private static byte[] pack(String bits) {
    byte[] packed = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      packed[i / 8] |= (byte) ((bits.charAt(i) - '0') << (7 - i % 8));
    }
    return packed;
  }

  private static byte[] file(byte[] description, Object... data) {
    return bytes(box("ftyp", "mif3", "avif"), box("mini", description, bytes(data)));
  }

  /** An image of 64 by 48 pixels with alpha, turned by its orientation, perhaps with a profile. */
  private static byte[] image(int orientation, boolean withProfile, boolean withMetadata) {
    String metadata = withMetadata ? "1" : "0";
    // Version 0; flags: full range and alpha; of 4:2:0.
    String bits = "00" + "0011" + "00" + (withProfile ? "1" : "0") + metadata + metadata + "01";
    bits += number(orientation - 1, 3) + "0" + number(63, 7) + number(47, 7);
    bits += "00" + "0" + "0";
    bits += withProfile || withMetadata ? "0" : "";
    bits += "00" + (withProfile ? number(PROFILE.length - 1, 10) : "");
    bits += number(4, 3) + number(PIXELS.length() - 1, 15) + number(ALPHA.length(), 15) + "000";
    if (withMetadata) {
      bits += "0" + number(EXIF.length - 1, 10) + number(XMP.length() - 1, 10);
    }
    byte[] kept = bytes(withProfile ? PROFILE : bytes(), ALPHA, PIXELS);
    byte[] more = withMetadata ? bytes(EXIF, XMP) : bytes();
    return file(pack(bits), 0x81, 0, 0, 0, kept, more);
  }

  @Test
  void isAcceptedAsItIs() {
    byte[] image = image(1, false, false);
    assertThat(clean(image)).isEqualTo(image);
    assertThat(check(image).format()).isEqualTo(ImageFormat.AVIF);
    assertThat(check(image).width()).isEqualTo(64);
    assertThat(check(image(6, false, false)).width()).isEqualTo(48);
    assertThat(clean(image(3, true, false))).isEqualTo(image(3, true, false));
  }

  @Test
  void losesItsMetadataAndWhatDescribesThem() {
    assertThat(clean(image(1, false, true))).isEqualTo(image(1, false, false));
    assertThat(clean(image(8, true, true))).isEqualTo(image(8, true, false));
  }

  @Test
  void losesAllOtherBoxesAndWhatFollowsItsData() {
    byte[] image = image(1, false, false);
    byte[] type = box("ftyp", "mif3", "avif");
    byte[] rest = Arrays.copyOfRange(image, type.length, image.length);
    byte[] dressed = bytes(type, box("uuid", "SECRET"), rest, box("mpvd", "SECRET"), "junk");
    assertThat(clean(dressed)).isEqualTo(image);
    byte[] longer =
        bytes(type, be32(rest.length + 6), Arrays.copyOfRange(rest, 4, rest.length), "SECRET");
    assertThat(clean(longer)).isEqualTo(image);
    byte[] original = bytes(image, box("mpvd", "SECRET"), "junk");
    assertThat(ImageChecker.check(original, original.length, false).bytes().toByteArray())
        .isEqualTo(bytes(image, box("mpvd", "SECRET")));
  }

  @Test
  void isWholeAndConfigured() {
    byte[] image = image(1, false, false);
    byte[] shorter = Arrays.copyOf(image, image.length - 1);
    assertInvalid(shorter, "ends too early");
    byte[] other = image.clone();
    other[Build.indexOf(image, "alpha") - 4] = 1;
    assertInvalid(other, "configuration");
    assertInvalid(file(bytes(0xff)), "unknown version");
  }
}
