package dev.imagevault.format;

import org.jspecify.annotations.Nullable;

/**
 * The colour profile of a JPEG, whose parts may lie in any order in up to 255 segments (ICC.1:2022,
 * B.4). As in Chromium it is none if a part is missing, comes twice before the last is there, or
 * says another number of parts; what comes after the last is no part of it.
 */
final class JpegProfile {

  /** What a segment with a part of a profile begins with. */
  static final String SIGNATURE = "ICC_PROFILE\0";

  private static final int REMEMBERED = 64;

  private final @Nullable Reader[] parts = new Reader[255];
  private int count;
  private int found;
  private long size;
  private boolean isBroken;

  /** Takes a segment's content if it is a part of a profile. */
  void take(Reader segment) {
    if (!segment.startsWith(SIGNATURE)
        || segment.remaining() <= SIGNATURE.length() + 2
        || isBroken
        || (count > 0 && found == count)) {
      return;
    }
    Reader part = segment.ahead().skip(SIGNATURE.length());
    int number = part.u8();
    int total = part.u8();
    count = count == 0 ? total : count;
    isBroken = number == 0 || number > count || total != count || parts[number - 1] != null;
    if (!isBroken) {
      segment.budget().remember(REMEMBERED);
      parts[number - 1] = part;
      found++;
      size += part.remaining();
    }
  }

  /** Returns whether a segment, where it begins, is a part of a profile that is to be kept. */
  boolean keeps(Reader segment) {
    if (!segment.startsWith(SIGNATURE) || segment.remaining() <= SIGNATURE.length() + 2) {
      return false;
    }
    int number = segment.ahead().skip(SIGNATURE.length()).u8();
    Reader part = number == 0 ? null : parts[number - 1];
    return part != null && part.end() == segment.end() && isSound(segment.budget());
  }

  private boolean isSound(Budget budget) {
    return !isBroken && count > 0 && found == count && IccProfile.isSound(size, header(budget));
  }

  /** Returns the first bytes of the profile, as many as its header has or fewer. */
  private Reader header(Budget budget) {
    byte[] header = new byte[IccProfile.HEADER_LENGTH];
    int length = 0;
    for (Reader part : parts) {
      if (part != null && length < header.length) {
        int taken = Math.min(part.remaining(), header.length - length);
        System.arraycopy(part.array(), part.position(), header, length, taken);
        length += taken;
      }
    }
    return new Reader("The profile", header, 0, length, budget);
  }
}
