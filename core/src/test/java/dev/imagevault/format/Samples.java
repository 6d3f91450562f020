package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Small files of independent encoders, which are the seeds of the fuzz tests as well. */
final class Samples {

  private static final String SEEDS =
      "ImageCheckerFuzzTestInputs/anyFileIsRejectedOrCleanedForGood/";

  /** Those in which there is nothing to remove. */
  static final List<String> CLEAN =
      List.of(
          "baseline.jpg",
          "progressive.jpg",
          "cmyk.jpg",
          "grey-restart.jpg",
          "truecolour.png",
          "indexed-interlaced.png",
          "grey16.png",
          "animated.png",
          "still.gif",
          "interlaced.gif",
          "lossy.webp",
          "lossless.webp",
          "alpha.webp",
          "animated.webp",
          "still.avif",
          "alpha.avif",
          "grid.avif",
          "still.heic",
          "alpha.heic");

  /** Those with metadata, each with the word SECRET in it, times, or a thumbnail. */
  static final List<String> PRIVATE =
      List.of(
          "metadata.jpg",
          "metadata.png",
          "animated.gif",
          "metadata.webp",
          "metadata.avif",
          "metadata.heic",
          "thumbnail.heic",
          "sequence.avif");

  private Samples() {}

  static Stream<String> clean() {
    return CLEAN.stream();
  }

  static Stream<String> all() {
    return Stream.concat(CLEAN.stream(), PRIVATE.stream());
  }

  /**
   * All but those that may end too early and are mended: see {@link JpegMendingTest}. An animated
   * GIF may end after any frame.
   */
  static Stream<String> neverMended() {
    return all().filter(name -> !name.endsWith(".jpg") && !name.equals("animated.gif"));
  }

  /** Returns how many bytes the end has that an image may lack, with what viewers do without. */
  static int lengthOfEnd(String name) {
    byte[] file = read(name);
    if (name.endsWith(".png")) {
      ByteBuffer last = ByteBuffer.wrap(file).position(Build.indexOfLast(file, "IDAT", "fdAT") - 4);
      int rest = last.remaining();
      return rest - (last.getInt() + 12);
    }
    return name.endsWith(".gif") ? 1 : 0;
  }

  static byte[] read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(SEEDS + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks a file that must be accepted, and cleans it. */
  static CheckedImage check(byte[] file) {
    return ImageChecker.check(file, file.length, true);
  }

  /** Cleans a file that must be accepted, and asserts that a second cleaning changes nothing. */
  static byte[] clean(byte[] file) {
    byte[] cleaned = check(file).bytes().toByteArray();
    byte[] again = check(cleaned).bytes().toByteArray();
    // Compared by AssertJ only if they differ, since some tests clean hundreds of thousands.
    if (!Arrays.equals(again, cleaned)) {
      assertThat(again).as("cleaned again").isEqualTo(cleaned);
    }
    return cleaned;
  }

  /** Checks a file that must be rejected, whether it is to be cleaned or not. */
  static ImageRejectedException reject(byte[] file) {
    ImageRejectedException rejection = rejection(file, true);
    String original = rejection(file, false).getMessage();
    if (!original.equals(rejection.getMessage())) {
      assertThat(original).as("why the original is rejected").isEqualTo(rejection.getMessage());
    }
    return rejection;
  }

  private static ImageRejectedException rejection(byte[] file, boolean stripMetadata) {
    try {
      CheckedImage image = ImageChecker.check(file, file.length, stripMetadata);
      throw new AssertionError("accepted as " + image.format());
    } catch (ImageRejectedException expected) {
      return expected;
    }
  }

  /** Asserts that a file is recognised and rejected as broken, for this reason. */
  static void assertInvalid(byte[] file, String why) {
    ImageRejectedException rejection = reject(file);
    assertThat(rejection).hasMessageContaining(why);
    assertThat(rejection.reason()).isEqualTo(ImageRejectedException.Reason.INVALID);
  }
}
