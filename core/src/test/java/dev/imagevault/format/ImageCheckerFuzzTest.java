package dev.imagevault.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.VaultPolicy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Any bytes whatever are rejected as they should be or cleaned for good. A build tries the seeds,
 * which hold what was found once, and for a moment what coverage leads to.
 */
class ImageCheckerFuzzTest {

  private static final int PNG = 0x89504e47;
  private static final int PNG_SIGNATURE_LENGTH = 8;
  private static final int LONGEST_REJECTION = 100;

  /** An end that a file lacked: PNG's. */
  private static final int LONGEST_END = 12;

  private static final int LONGEST_GAIN_MAP_METADATA = 2000;

  @FuzzTest
  void anyFileIsRejectedOrCleanedForGood(byte[] file) {
    rightTheChecksums(file);
    byte[] before = file.clone();
    CheckedImage original = checked(file, false);
    CheckedImage image = checked(file, true);
    if (image == null || original == null) {
      require(image == null && original == null, "stripping decides what is accepted");
      return;
    }
    byte[] kept = original.bytes().toByteArray();
    byte[] cleaned = image.bytes().toByteArray();
    require(Arrays.equals(file, before), "the file was changed");
    int same = Arrays.mismatch(kept, file);
    require(same < 0 || same >= kept.length - LONGEST_END, "the original is not kept");
    require(isSame(image, original), "stripping changes what the image is");
    // The shortest EXIF block with an orientation lacks the four bytes after its directory, and a
    // gain map may lack what leads to it.
    int more = image.format() == ImageFormat.JPEG ? LONGEST_GAIN_MAP_METADATA : 4;
    require(cleaned.length <= kept.length + more, "cleaning makes the image larger");
    if (image.format() == ImageFormat.AVIF || image.format() == ImageFormat.HEIC) {
      boolean isMoved = !isInPlace(kept, cleaned) && Build.indexOf(file, "mini") < 0;
      require(cleaned.length <= kept.length && !isMoved, "an offset moved");
    }
    CheckedImage again = ImageChecker.check(cleaned, cleaned.length, true);
    require(isSame(image, again), "a second check finds another image");
    require(
        Arrays.equals(cleaned, again.bytes().toByteArray()),
        "a second cleaning changes the image again");
  }

  /** What is not as it was is a zero, of the type of a free box, an id of none or a flag less. */
  private static boolean isInPlace(byte[] kept, byte[] cleaned) {
    for (int i = 0; i < Math.min(kept.length, cleaned.length); i++) {
      byte now = cleaned[i];
      boolean isReplaced = now == 0 || now == -1 || "fre".indexOf(now) >= 0;
      if (now != kept[i] && !isReplaced && now != (kept[i] & 0x7f)) {
        return false;
      }
    }
    return true;
  }

  /** Those of a PNG's chunks, which no fuzzer would guess. */
  private static void rightTheChecksums(byte[] file) {
    if (file.length < PNG_SIGNATURE_LENGTH || ByteBuffer.wrap(file).getInt() != PNG) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(file);
    CRC32 crc = new CRC32();
    int at = PNG_SIGNATURE_LENGTH;
    while (at + 12 <= file.length) {
      int length = buffer.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        return;
      }
      crc.reset();
      crc.update(file, at + 4, length + 4);
      buffer.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
  }

  private static CheckedImage checked(byte[] file, boolean stripMetadata) {
    Budget budget = new Budget(file.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    try {
      CheckedImage image = ImageChecker.check(file, file.length, stripMetadata, budget);
      long steps = (long) Budget.STEPS_PER_BYTE * file.length + Budget.STEPS_OF_ANY_FILE;
      require(budget.stepsTaken() <= steps, "it took too many steps");
      require(budget.remembered() <= Limits.memoryOfCheck(file.length), "it took too much heap");
      return image;
    } catch (ImageRejectedException expected) {
      require(expected.getMessage().length() < LONGEST_REJECTION, "the rejection is too long");
      return null;
    }
  }

  private static boolean isSame(CheckedImage one, CheckedImage other) {
    return one.format() == other.format()
        && one.width() == other.width()
        && one.height() == other.height();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
