package dev.imagevault.format;

/** What a colour profile must be to be stored (ICC.1:2022, 7.2). */
final class IccProfile {

  /** The header, without which there is no profile. */
  static final int HEADER_LENGTH = 128;

  private IccProfile() {}

  /**
   * Returns whether a profile of {@code size} bytes, whose first {@link #HEADER_LENGTH} bytes or
   * more are {@code header}, is of a sane size and says so itself.
   */
  static boolean isSound(long size, Reader header) {
    return size >= HEADER_LENGTH
        && size <= Limits.MAX_PROFILE_SIZE
        && header.remaining() >= HEADER_LENGTH
        && header.u32() == size
        && header.skip(32).startsWith("acsp");
  }
}
