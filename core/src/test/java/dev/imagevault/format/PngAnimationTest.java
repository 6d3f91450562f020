package dev.imagevault.format;

import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PngAnimationTest {

  private static final byte[] IDAT = chunk("IDAT", 0x78, 0x9c, "pixels");

  private static byte[] image(Object... chunks) {
    byte[] header = chunk("IHDR", be32(64), be32(48), 8, 2, 0, 0, 0);
    return bytes(0x89, "PNG\r\n", 0x1a, "\n", header, bytes(chunks), chunk("IEND"));
  }

  private static byte[] control(int frames) {
    return chunk("acTL", be32(frames), be32(0));
  }

  private static byte[] frame(int sequence) {
    return frame(sequence, 64, 48, 0, 0);
  }

  private static byte[] frame(int sequence, int width, int height, int x, int y) {
    byte[] area = bytes(be32(width), be32(height), be32(x), be32(y));
    return chunk("fcTL", be32(sequence), area, new byte[6]);
  }

  private static byte[] data(int sequence) {
    return chunk("fdAT", be32(sequence), "pixels");
  }

  @Test
  void keepsAllItsFrames() {
    byte[] image = image(control(2), frame(0), IDAT, frame(1, 4, 4, 60, 44), data(2), data(3));
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void mayHaveADefaultImageThatIsNoFrame() {
    byte[] image = image(control(1), IDAT, frame(0), data(1));
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void mayControlItsFirstFrameBeforeTheAnimation() {
    byte[] image = image(frame(0), control(1), IDAT);
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void mayHavePiecesOfDataWithoutBytes() {
    byte[] image = image(control(1), IDAT, frame(0), chunk("fdAT", be32(1)), data(2));
    assertThat(clean(image)).isEqualTo(image);
  }

  @Test
  void losesChunksOfAnAnimationThatItDoesNotHave() {
    assertThat(clean(image(IDAT, control(1), frame(0), data(1)))).isEqualTo(image(IDAT));
    assertThat(clean(image(chunk("fdAT", "x"), IDAT))).isEqualTo(image(IDAT));
  }

  @Test
  void hasAllItsFramesInSequence() {
    byte[] first = bytes(control(2), frame(0), IDAT);
    assertInvalid(image(first), "frames of its animation are missing");
    assertInvalid(image(first, frame(1)), "frames of its animation are missing");
    assertInvalid(image(first, frame(1), chunk("fdAT", be32(2))), "are missing");
    assertInvalid(image(first, frame(1), data(2), frame(3), data(4)), "are missing");
    assertInvalid(image(first, frame(1), frame(2), data(3)), "malformed");
    assertInvalid(image(first, frame(2), data(1)), "out of sequence");
    assertInvalid(image(first, frame(1), data(3)), "out of sequence");
    assertInvalid(image(control(1), IDAT, data(0)), "misplaced");
    assertInvalid(image(control(1), frame(0), data(1), IDAT), "misplaced");
    assertInvalid(image(control(1), control(1), frame(0), IDAT), "control is malformed");
    assertInvalid(image(chunk("acTL", be32(1)), frame(0), IDAT), "control is malformed");
  }

  @Test
  void hasFramesWithinItsCanvas() {
    byte[] first = bytes(control(2), frame(0), IDAT);
    assertInvalid(image(first, frame(1, 4, 4, 61, 0), data(2)), "malformed");
    assertInvalid(image(first, frame(1, 4, 4, 0, 45), data(2)), "malformed");
    assertInvalid(image(first, frame(1, 4, 4, -1, 0), data(2)), "malformed");
    assertInvalid(image(first, frame(1, 0, 4, 0, 0), data(2)), "zero");
    assertInvalid(image(control(1), frame(0, 4, 4, 0, 0), IDAT), "malformed");
  }

  @Test
  void hasAtMostSoManyFrames() {
    assertInvalid(image(control(0), frame(0), IDAT), "no frames");
    assertInvalid(image(control(1001), frame(0), IDAT), "1000 frames");
    byte[] chunks = bytes(control(1000), IDAT);
    for (int i = 0; i < 1000; i++) {
      chunks = bytes(chunks, frame(2 * i), data(2 * i + 1));
    }
    byte[] image = image(chunks);
    assertThat(clean(image)).isEqualTo(image);
  }
}
