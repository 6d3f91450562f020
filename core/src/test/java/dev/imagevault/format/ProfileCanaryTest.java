package dev.imagevault.format;

import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.le24;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Canary.BYTES;
import static dev.imagevault.format.Canary.inserted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Words in a colour profile that no colour depends on are gone; the rest of it stays as it is. */
class ProfileCanaryTest {

  private static final byte[] DESCRIPTION = bytes("text", be32(0), "sRGB built-in, by nobody");

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void losesWordsWhereverTheyAre(String place, byte[] file) {
    Canary.assertLost(place, file);
    assertThat(Build.indexOf(Samples.clean(file), "sRGB built-in")).as("description").isPositive();
  }

  static Stream<Arguments> places() {
    Map<String, byte[]> profiles = new LinkedHashMap<>();
    byte[] words = bytes("text", be32(0), BYTES);
    for (String type : new String[] {"meta", "targ", "zzzz", "Msft"}) {
      profiles.put("a tag " + type, profile(bytes(), bytes(), type, words));
    }
    profiles.put("between tags", profile(bytes(), BYTES, "cprt", DESCRIPTION));
    profiles.put("before the first tag", profile(BYTES, bytes(), "cprt", DESCRIPTION));
    byte[] reserved = profile(bytes(), bytes(), "cprt", DESCRIPTION);
    System.arraycopy(BYTES, 0, reserved, 100, BYTES.length);
    profiles.put("the header's reserved bytes", reserved);
    Canary canary = new Canary();
    profiles.forEach((place, profile) -> in(canary, ", profile: " + place, profile));
    return canary.places();
  }

  private static void in(Canary canary, String place, byte[] profile) {
    byte[] jpeg = Samples.read("baseline.jpg");
    canary.in("JPEG" + place, inserted(jpeg, 2, segment(0xe2, "ICC_PROFILE\0", 1, 1, profile)));
    int half = 156;
    byte[] first = segment(0xe2, "ICC_PROFILE\0", 1, 2, Arrays.copyOf(profile, half));
    byte[] rest = Arrays.copyOfRange(profile, half, profile.length);
    byte[] second = segment(0xe2, "ICC_PROFILE\0", 2, 2, rest);
    canary.in("JPEG in parts" + place, inserted(jpeg, 2, second, first));
    byte[] gif = Samples.read("still.gif");
    byte[][] blocks = {bytes("ICCRGBG1012"), Arrays.copyOf(profile, half), rest};
    canary.in("GIF" + place, inserted(gif, gif.length - 1, extension(0xff, blocks)));
    byte[] lossy = Samples.read("lossy.webp");
    CheckedImage size = Samples.check(lossy);
    byte[] area = bytes(le24(size.width() - 1), le24(size.height() - 1));
    byte[] picture = Arrays.copyOfRange(lossy, 12, lossy.length);
    byte[] chunks = bytes(riff("VP8X", 0x20, le24(0), area), riff("ICCP", profile), picture);
    canary.in("WebP" + place, bytes("RIFF", le32(chunks.length + 4), "WEBP", chunks));
    canary.in("AVIF" + place, HeifBuild.withProperties(box("colr", "prof", profile)));
  }

  /** A profile with a description and another tag. */
  private static byte[] profile(byte[] before, byte[] between, String type, byte[] tag) {
    int first = 128 + 4 + 2 * 12 + before.length;
    int second = first + DESCRIPTION.length + between.length;
    byte[] header = new byte[128];
    System.arraycopy(be32(second + tag.length), 0, header, 0, 4);
    System.arraycopy(bytes(new byte[4], 4, 0x30, 0, 0, "mntrRGB XYZ "), 0, header, 4, 20);
    System.arraycopy(bytes("acsp"), 0, header, 36, 4);
    return bytes(
        header,
        be32(2),
        bytes("desc", be32(first), be32(DESCRIPTION.length)),
        bytes(type, be32(second), be32(tag.length)),
        before,
        DESCRIPTION,
        between,
        tag);
  }
}
