package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.le16;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GifTest {

  private static final byte[] HEAD = screen(64, 48);
  private static final byte[] FRAME = frame(64, 48);
  private static final byte[] CONTROL = extension(0xf9, bytes(9, 10, 0, 0));
  private static final byte[] LOOP = extension(0xff, bytes("NETSCAPE2.0"), bytes(1, 3, 0));
  private static final int TRAILER = 0x3b;

  private static byte[] screen(int width, int height) {
    return bytes("GIF89a", le16(width), le16(height), 0x80, 0, 0, new byte[6]);
  }

  private static byte[] frame(int width, int height) {
    byte[] pixels = bytes(2, 3, 1, 2, 3, 1, 4, 0);
    return bytes(0x2c, le16(0), le16(0), le16(width), le16(height), 0, pixels);
  }

  private static byte[] image(Object... blocks) {
    return bytes(HEAD, bytes(blocks), FRAME, TRAILER);
  }

  @Test
  void isMeasuredByItsScreen() {
    CheckedImage image = check(image());
    assertThat(image.format()).isEqualTo(ImageFormat.GIF);
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.height()).isEqualTo(48);
  }

  @Test
  void isAsLargeAsItsFirstFrameToo() {
    byte[] beyond = bytes(0x2c, le16(60), le16(40), le16(10), le16(20), 0, 2, 1, 4, 0);
    CheckedImage image = check(bytes(HEAD, beyond, frame(500, 500), TRAILER));
    assertThat(image.width()).isEqualTo(70);
    assertThat(image.height()).isEqualTo(60);
    CheckedImage withoutScreen = check(bytes(screen(0, 0), beyond, TRAILER));
    assertThat(withoutScreen.width()).isEqualTo(70);
    assertThat(withoutScreen.height()).isEqualTo(60);
    byte[] emptyLater = bytes(HEAD, FRAME, frame(0, 0), TRAILER);
    assertThat(clean(emptyLater)).isEqualTo(emptyLater);
  }

  @Test
  void mayLackItsTrailer() {
    byte[] cutComment = bytes(0x21, 0xfe, 5, "cut");
    for (byte[] end : new byte[][] {{}, {0, 0}, bytes("junk"), {0x21}, cutComment}) {
      byte[] file = bytes(HEAD, FRAME, end);
      assertThat(clean(file)).isEqualTo(image());
    }
    byte[] file = bytes(HEAD, FRAME);
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
        .isEqualTo(image());
  }

  @Test
  void keepsItsAnimation() {
    byte[] older = extension(0xff, bytes("ANIMEXTS1.0"), bytes(1, 0, 0));
    byte[] image = image(LOOP, older, CONTROL, FRAME, CONTROL);
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void losesWordsAndOtherApplicationsData() {
    assertThat(
            clean(
                bytes(
                    HEAD,
                    extension(0xfe, bytes("a comment"), bytes("goes on")),
                    extension(0xfe),
                    extension(0xff, bytes("XMP DataXMP"), bytes("<x:xmpmeta/>")),
                    extension(0xff, bytes("MGK8BIM0000"), bytes("8BIM")),
                    extension(0xff, bytes("odd")),
                    extension(0xff),
                    extension(0x01, new byte[12], bytes("plain text")),
                    extension(0x77, bytes("unknown")),
                    FRAME,
                    extension(0xfe, bytes("last words")),
                    TRAILER)))
        .isEqualTo(image());
  }

  @Test
  void losesWhatIsHiddenBehindItsControls() {
    byte[] longControl = extension(0xf9, bytes(9, 10, 0, 0, "hidden"), bytes("more"));
    byte[] shortControl = extension(0xf9, bytes(9, 10));
    byte[] longLoop =
        extension(
            0xff, bytes("NETSCAPE2.0"), bytes(2, new byte[4]), bytes(1, 3, 0), bytes("hidden"));
    byte[] noLoop = extension(0xff, bytes("NETSCAPE2.0"), bytes("hidden"));
    assertThat(clean(image(longLoop, noLoop, longControl, shortControl)))
        .isEqualTo(image(LOOP, CONTROL));
  }

  @Test
  void keepsASoundProfileOnly() {
    byte[] sound = profile(300);
    byte[] kept = inSubBlocks(sound);
    assertThat(clean(image(kept))).isEqualTo(image(kept));
    byte[] lying = sound.clone();
    lying[3]++;
    assertThat(clean(image(inSubBlocks(lying)))).isEqualTo(image());
    byte[] hidden = sound.clone();
    hidden[110] = 'x';
    assertThat(clean(image(inSubBlocks(hidden)))).isEqualTo(image(kept));
  }

  private static byte[] inSubBlocks(byte[] profile) {
    byte[] first = Arrays.copyOf(profile, 255);
    byte[] second = Arrays.copyOfRange(profile, 255, profile.length);
    return extension(0xff, bytes("ICCRGBG1012"), first, second);
  }

  @Test
  void losesWhatFollowsItsTrailer() {
    byte[] file = bytes(image(), "PK\3\4 and a whole archive");
    assertThat(clean(file)).isEqualTo(image());
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
        .isEqualTo(image());
  }

  @Test
  void mayDoWithoutAGlobalColourTable() {
    byte[] head = bytes("GIF87a", le16(64), le16(48), 0, 0, 0);
    byte[] local =
        bytes(0x2c, le16(0), le16(0), le16(64), le16(48), 0x87, new byte[768], 8, 1, 1, 0);
    byte[] image = bytes(head, local, TRAILER);
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void hasAllItsPartsInOrder() {
    assertInvalid(bytes(HEAD, TRAILER), "no image data");
    assertInvalid(bytes(HEAD, 0, FRAME, TRAILER), "unknown block");
    assertInvalid(bytes(HEAD, Arrays.copyOf(FRAME, FRAME.length - 3)), "ends too early");
    byte[] empty = bytes(0x2c, new byte[4], le16(1), le16(1), 0, 2, 0);
    assertInvalid(bytes(HEAD, empty, TRAILER), "no pixels");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 255})
  void hasACodeSizeThatIsPossible(int codeSize) {
    byte[] frame = bytes(0x2c, new byte[4], le16(1), le16(1), 0, codeSize, 1, 1, 0);
    assertInvalid(bytes(HEAD, frame, TRAILER), "code size");
  }

  @Test
  void hasAtMostSoManyPixels() {
    assertThat(check(bytes(screen(16384, 16384), FRAME, TRAILER)).height()).isEqualTo(16384);
    assertInvalid(bytes(screen(16384, 16385), FRAME, TRAILER), "268435456 pixels");
    byte[] nothing = bytes(screen(0, 0), frame(0, 0), TRAILER);
    assertInvalid(nothing, "no image data");
    assertInvalid(bytes(HEAD, frame(65_535, 65_535), TRAILER), "268435456 pixels");
    assertInvalid(bytes(HEAD, frame(64, 0), TRAILER), "no image data");
  }

  @Test
  void hasAtMostSoManyFramesAndBlocks() {
    byte[] most = bytes(HEAD, repeated(FRAME, Limits.MAX_FRAMES), TRAILER);
    assertThat(clean(most)).isEqualTo(most);
    assertInvalid(bytes(HEAD, repeated(FRAME, 10_000), TRAILER), "1000 frames");
    byte[] comments = repeated(extension(0xfe), Limits.MAX_PARTS);
    assertInvalid(image(comments), "65536 blocks");
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }
}
