package dev.imagevault.format;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
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
  private boolean isRead;
  private @Nullable IccProfile profile;

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

  /**
   * Appends what is kept of a segment that is a part of the profile; of others, nothing.
   *
   * @param from where the segment starts, with its marker
   */
  void keep(int from, Reader segment, JpegPicture picture) {
    if (!segment.startsWith(SIGNATURE) || segment.remaining() <= SIGNATURE.length() + 2) {
      return;
    }
    int number = segment.ahead().skip(SIGNATURE.length()).u8();
    Reader part = number == 0 ? null : parts[number - 1];
    IccProfile whole = profile(segment.budget());
    if (part == null || part.end() != segment.end() || whole == null) {
      return;
    }
    int offset = 0;
    for (int i = 0; i < number - 1; i++) {
      offset += requireNonNull(parts[i]).remaining();
    }
    Cleaned cleaned = picture.rest();
    cleaned.keep(from, part.position());
    whole.keep(offset, part.remaining(), part.position(), cleaned);
  }

  private @Nullable IccProfile profile(Budget budget) {
    boolean isWhole = !isBroken && count > 0 && found == count;
    if (isWhole && profile == null && !isRead) {
      Pieces pieces = new Pieces(Arrays.asList(parts).iterator()::next);
      profile = IccProfile.read(size, pieces::at, budget);
    }
    isRead |= isWhole;
    return isWhole ? profile : null;
  }
}
