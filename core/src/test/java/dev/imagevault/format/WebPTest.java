package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.le16;
import static dev.imagevault.format.Build.le24;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.orientation;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WebPTest {

  private static final int ICC = 0x20;
  private static final int EXIF = 0x08;
  private static final int XMP = 0x04;
  private static final int ANIMATION = 0x02;
  private static final byte[] LOSSY = lossy(64, 48);
  private static final byte[] LOSSLESS = lossless(64, 48);
  private static final byte[] ALPHA = riff("ALPH", 0, "alpha");
  private static final byte[] ANIM = riff("ANIM", new byte[6]);

  private static byte[] file(Object... chunks) {
    byte[] joined = bytes(chunks);
    return bytes("RIFF", le32(joined.length + 4), "WEBP", joined);
  }

  private static byte[] canvas(int flags, int width, int height) {
    return riff("VP8X", flags, le24(0), le24(width - 1), le24(height - 1));
  }

  private static byte[] canvas(int flags) {
    return canvas(flags, 64, 48);
  }

  private static byte[] lossy(int width, int height) {
    int tag = 1 << 4 | 5 << 5;
    return riff("VP8 ", le24(tag), 0x9d, 0x01, 0x2a, le16(width), le16(height), "pixels");
  }

  private static byte[] lossless(int width, int height) {
    return riff("VP8L", 0x2f, le32((width - 1) | (height - 1) << 14), "pixels!");
  }

  private static byte[] frame(int x, int y, int width, int height, Object... chunks) {
    byte[] area = bytes(le24(x / 2), le24(y / 2), le24(width - 1), le24(height - 1));
    return riff("ANMF", area, le24(100), 0, bytes(chunks));
  }

  @Test
  void isMeasuredByItsPicture() {
    for (byte[] chunk : new byte[][] {LOSSY, LOSSLESS}) {
      CheckedImage image = check(file(chunk));
      assertThat(image.format()).isEqualTo(ImageFormat.WEBP);
      assertThat(image.width()).isEqualTo(64);
      assertThat(image.height()).isEqualTo(48);
      assertThat(clean(file(chunk))).isEqualTo(file(chunk));
    }
  }

  @Test
  void losesItsMetadataAndTheirFlags() {
    byte[] dirty =
        file(
            canvas(EXIF | XMP | 0x10),
            riff("JUNK", "x"),
            ALPHA,
            LOSSY,
            riff("EXIF", exif(1)),
            riff("XMP ", "<x/>"),
            riff("C2PA", "x"),
            LOSSLESS);
    assertThat(clean(dirty)).isEqualTo(file(canvas(0x10), ALPHA, LOSSY));
  }

  @Test
  void losesChunksThatOnlyAnExtendedFileMayHave() {
    assertThat(clean(file(LOSSY, riff("EXIF", exif(6)), riff("XMP ", "<x/>"))))
        .isEqualTo(file(LOSSY));
  }

  @Test
  void keepsASoundProfileOnly() {
    byte[] kept = file(canvas(ICC), riff("ICCP", profile(301)), LOSSY);
    assertThat(clean(kept)).isEqualTo(kept);
    byte[] unsound = file(canvas(ICC), riff("ICCP", "hidden"), LOSSY);
    assertThat(clean(unsound)).isEqualTo(file(canvas(0), LOSSY));
  }

  @Test
  void isNotTurned() {
    byte[] turned = file(canvas(EXIF), LOSSY, riff("EXIF", orientation(6)));
    assertThat(check(turned).width()).isEqualTo(64);
    assertThat(check(turned).height()).isEqualTo(48);
    assertThat(clean(turned)).isEqualTo(file(canvas(0), LOSSY));
  }

  @Test
  void losesWhatIsHiddenInItsHeaders() {
    byte[] reserved = riff("VP8X", ANIMATION | 0xc1, "abc", le24(63), le24(47));
    byte[] first = frame(0, 0, 64, 48, LOSSY);
    assertThat(clean(file(reserved, riff("ANIM", new byte[6], "hidden"), first)))
        .isEqualTo(file(canvas(ANIMATION), ANIM, first));
  }

  @Test
  void keepsItsAnimationButNotWhatFollowsAFramesPixels() {
    byte[] head = bytes(canvas(ANIMATION), ANIM);
    byte[] first = frame(0, 0, 64, 48, ALPHA, LOSSY);
    byte[] second = frame(2, 4, 10, 11, lossless(10, 11));
    byte[] image = file(head, first, second);
    assertThat(clean(image)).isEqualTo(image);
    byte[] dirty = frame(2, 4, 10, 11, lossless(10, 11), riff("JUNK", "hidden"), LOSSY);
    assertThat(clean(file(head, first, LOSSY, dirty))).isEqualTo(image);
  }

  @Test
  void losesWhatFollowsItsStatedSize() {
    byte[] file = bytes(file(LOSSY), "trailer");
    assertThat(clean(file)).isEqualTo(file(LOSSY));
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
        .isEqualTo(file(LOSSY));
  }

  @Test
  void mayLackThePaddingOfItsLastChunk() {
    byte[] chunk = riff("VP8 ", le24(1 << 4), 0x9d, 0x01, 0x2a, le16(64), le16(48), "odd");
    byte[] image = file(Arrays.copyOf(chunk, chunk.length - 1));
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void hasAllItsPartsInOrder() {
    byte[] whole = file(LOSSY);
    assertInvalid(Arrays.copyOf(whole, whole.length - 1), "ends too early");
    assertInvalid(bytes("RIFF", le32(3), "WEBP"), "ends too early");
    assertInvalid(file(), "no image data");
    assertInvalid(file(ALPHA, LOSSY), "first chunk is unknown");
    assertInvalid(file(riff("JUNK"), LOSSY), "first chunk is unknown");
    assertInvalid(file(canvas(0)), "no image data");
    assertInvalid(file(canvas(0), ALPHA), "no image data");
    assertInvalid(file(canvas(0), ALPHA, ALPHA, LOSSY), "alpha data");
    assertInvalid(file(canvas(0), ALPHA, LOSSLESS), "lossless data");
    assertInvalid(file(canvas(0), riff("ALPH", 2, "x"), LOSSY), "alpha data");
    assertInvalid(file(canvas(0, 63, 48), LOSSY), "stated size");
    assertInvalid(file(riff("VP8X", new byte[11]), LOSSY), "header is malformed");
    assertInvalid(file(canvas(ANIMATION), ANIM), "stated size");
    assertInvalid(file(canvas(ANIMATION), ANIM, LOSSY), "stated size");
    assertInvalid(file(canvas(ANIMATION), frame(0, 0, 64, 48, LOSSY), ANIM), "frame");
  }

  @Test
  void hasFramesWithinItsCanvas() {
    byte[] head = bytes(canvas(ANIMATION), ANIM);
    assertInvalid(file(head, frame(0, 2, 64, 48, LOSSY)), "frame");
    assertInvalid(file(head, frame(2, 0, 64, 48, LOSSY)), "frame");
    assertInvalid(file(head, frame(0, 0, 63, 48, LOSSY)), "frame");
    assertInvalid(file(head, frame(0, 0, 64, 48)), "no image data");
    assertInvalid(file(head, riff("ANMF", new byte[15])), "ends too early");
  }

  @Test
  void keepsAFrameWhosePictureIsPaddedOutsideOfIt() {
    byte[] odd = bytes("VP8L", le32(11), 0x2f, le32(63 | 47 << 14), "pixels");
    byte[] film =
        file(canvas(ANIMATION), ANIM, frame(0, 0, 64, 48, odd), frame(0, 0, 64, 48, LOSSY));
    assertThat(clean(film)).isEqualTo(film);
  }

  @Test
  void hasPixelsThatAreRecognised() {
    assertInvalid(file(riff("VP8 ", le24(1 | 1 << 4), 0x9d, 1, 0x2a, le32(1), "x")), "lossy data");
    assertInvalid(file(riff("VP8 ", le24(0), 0x9d, 1, 0x2a, le32(1), "x")), "lossy data");
    assertInvalid(file(riff("VP8 ", le24(8 | 1 << 4), 0x9d, 1, 0x2a, le32(1))), "lossy data");
    assertInvalid(file(riff("VP8 ", le24(1 << 4), 0x9d, 1, 0x2b, le32(1), "x")), "lossy data");
    assertInvalid(
        file(riff("VP8 ", le24(1 << 4 | 2 << 5), 0x9d, 1, 0x2a, le16(1), le16(1), "x")),
        "lossy data end too early");
    assertInvalid(file(riff("VP8L", 0x2e, le32(0), "x")), "lossless data");
    assertInvalid(file(riff("VP8L", 0x2f, le32(0x20000000), "x")), "lossless data");
    assertInvalid(file(riff("VP8L", 0x2f, le32(0))), "lossless data");
  }

  @Test
  void hasAtMostSoManyPixels() {
    assertThat(check(file(lossless(16384, 16384))).width()).isEqualTo(16384);
    assertThat(check(file(lossy(16383, 16383))).width()).isEqualTo(16383);
    assertInvalid(file(canvas(0, 1 << 24, 1 << 24), LOSSY), "268435456 pixels");
    assertInvalid(file(lossy(0, 48)), "zero");
  }

  @Test
  void hasAtMostSoManyFrames() {
    byte[] one = frame(0, 0, 64, 48, LOSSLESS);
    byte[] frames = new byte[one.length * 1001];
    for (int i = 0; i < frames.length; i += one.length) {
      System.arraycopy(one, 0, frames, i, one.length);
    }
    byte[] head = bytes(canvas(ANIMATION), ANIM);
    byte[] most = file(head, Arrays.copyOf(frames, one.length * 1000));
    assertThat(clean(most)).isEqualTo(most);
    assertInvalid(file(head, frames), "1000 frames");
  }
}
