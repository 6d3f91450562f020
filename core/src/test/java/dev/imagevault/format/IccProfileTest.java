package dev.imagevault.format;

import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.VaultPolicy;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IccProfileTest {

  private static IccProfile read(byte[] profile) {
    Budget budget = new Budget(profile.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    return IccProfile.read(new Reader("The image", profile, 0, profile.length, budget));
  }

  private static byte[] cleaned(byte[] profile) {
    byte[] cleaned = profile.clone();
    IccProfile read = read(profile);
    for (int at = 0; at < profile.length; at += 7) {
      int length = Math.min(7, profile.length - at);
      byte[] part = new byte[length];
      System.arraycopy(profile, at, part, 0, length);
      read.apply(part, length, at);
      System.arraycopy(part, 0, cleaned, at, length);
    }
    assertThat(read(cleaned).isClean()).isTrue();
    return cleaned;
  }

  @ParameterizedTest
  @ValueSource(ints = {ColorSpace.CS_sRGB, ColorSpace.CS_GRAY, ColorSpace.CS_PYCC})
  void thoseOfTheJdkStayAsTheyAre(int space) {
    assertThat(read(ICC_Profile.getInstance(space).getData()).isClean()).isTrue();
  }

  @Test
  void losesTagsThatAreNotRegisteredOrMayNameADevice() {
    byte[] tags =
        bytes(
            bytes("vcgt", be32(192), be32(4), "rXYZ", be32(196), be32(4)),
            bytes("meta", be32(200), be32(6), "targ", be32(206), be32(6)),
            bytes("cprt", be32(196), be32(4)));
    byte[] emptied =
        profile(
            bytes("rXYZ", be32(196), be32(4), "cprt", be32(196), be32(4), new byte[36]),
            new byte[4],
            "kept",
            new byte[12]);
    emptied[131] = 2;
    assertThat(cleaned(profile(tags, "vcgt", "kept", "serial", "number"))).isEqualTo(emptied);
  }

  @Test
  void losesWhatNoTagHas() {
    byte[] tags = bytes("rXYZ", be32(150), be32(4));
    byte[] hidden = profile(tags, "hidden", "kept", "tail");
    hidden[110] = 'x';
    hidden[90] = 'i';
    assertThat(cleaned(hidden)).isEqualTo(profile(tags, new byte[6], "kept", new byte[4]));
  }

  @Test
  void isNoneIfItsTagsAreNot() {
    assertThat(read(profile(bytes("rXYZ", be32(150), be32(100)), "kept"))).isNull();
    assertThat(read(profile(bytes("rXYZ", be32(0), be32(10)), "kept"))).isNull();
    byte[] many = profile(bytes("rXYZ", be32(144), be32(4)), "kept");
    many[130] = 1;
    assertThat(read(many)).isNull();
    byte[] other = profile(300);
    other[36] = 'b';
    assertThat(read(other)).isNull();
    assertThat(read(bytes("no profile"))).isNull();
  }
}
