package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A kind of image file. {@link ImageChecker} has the list of them: a further one is an
 * implementation of this and an entry there.
 */
interface FileFormat {

  /**
   * Returns what a file says it is, by its first bytes, or null if it is none of this kind. It
   * rejects nothing.
   *
   * @param start reads the file from its first byte
   */
  @Nullable ImageFormat recognise(Reader start);

  /**
   * Checks, measures and, if asked to, cleans a file that was recognised. What is remembered of it
   * meanwhile, and what is done without the reader, is told to the reader's {@link Budget}.
   *
   * @param file reads the file from its first byte
   * @param stripMetadata whether private metadata is removed
   * @throws ImageRejectedException {@code UNSUPPORTED} or {@code INVALID}
   */
  CheckedImage check(Reader file, boolean stripMetadata);
}
