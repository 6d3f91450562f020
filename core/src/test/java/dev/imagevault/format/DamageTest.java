package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageRejectedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of files of independent encoders, whole and damaged. */
class DamageTest {

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#clean")
  void aCleanFileStaysAsItIsToTheByte(String sample) {
    byte[] file = Samples.read(sample);
    assertThat(Samples.clean(file)).isEqualTo(file);
  }

  @Test
  void everyPrivateFileLosesItsSecrets() {
    for (String sample : Samples.PRIVATE) {
      byte[] file = Samples.read(sample);
      byte[] cleaned = Samples.clean(file);
      assertThat(cleaned).as(sample).isNotEqualTo(file);
      assertThat(Build.indexOf(cleaned, "SECRET")).as(sample).isNegative();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#all")
  void theFileIsNotChangedByChecking(String sample) {
    byte[] file = Samples.read(sample);
    byte[] before = file.clone();
    Samples.check(file).bytes().toByteArray();
    assertThat(file).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#all")
  void bytesBehindTheLengthAreNoPartOfTheFile(String sample) {
    byte[] file = Samples.read(sample);
    byte[] larger = Arrays.copyOf(file, file.length + 100);
    Arrays.fill(larger, file.length, larger.length, (byte) 0xff);
    CheckedImage image = ImageChecker.check(larger, file.length, true);
    assertThat(image.bytes().toByteArray()).isEqualTo(Samples.clean(file));
  }

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#neverMended")
  void aFileThatIsCutOffAnywhereIsRejected(String sample) {
    byte[] file = Samples.read(sample);
    byte[] original = ImageChecker.check(file, file.length, false).bytes().toByteArray();
    for (int length = 0; length < original.length - Samples.lengthOfEnd(sample); length++) {
      Samples.reject(Arrays.copyOf(original, length));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#all")
  void aFileWithOneWrongByteIsRejectedOrCleanedForGood(String sample) {
    byte[] file = Samples.read(sample);
    for (int at = 0; at < file.length; at++) {
      byte right = file[at];
      for (int wrong : new int[] {0x00, 0xff, right ^ 0x01, right ^ 0x80, right ^ 0xff}) {
        file[at] = (byte) wrong;
        checkOrReject(file);
      }
      file[at] = right;
    }
  }

  @ParameterizedTest
  @MethodSource("dev.imagevault.format.Samples#all")
  void aFileWithAByteTooManyOrTooFewIsRejectedOrCleanedForGood(String sample) {
    byte[] file = Samples.read(sample);
    for (int at = 0; at < file.length; at++) {
      byte[] before = Arrays.copyOf(file, at);
      byte[] rest = Arrays.copyOfRange(file, at + 1, file.length);
      checkOrReject(Build.bytes(before, rest));
      checkOrReject(Build.bytes(before, 0xff, file[at] & 0xff, rest));
    }
  }

  private static void checkOrReject(byte[] file) {
    CheckedImage image;
    try {
      image = ImageChecker.check(file, file.length, true);
    } catch (ImageRejectedException expected) {
      return;
    }
    byte[] cleaned = image.bytes().toByteArray();
    if (!Arrays.equals(Samples.check(cleaned).bytes().toByteArray(), cleaned)) {
      throw new AssertionError("a second cleaning changes the file again");
    }
  }
}
