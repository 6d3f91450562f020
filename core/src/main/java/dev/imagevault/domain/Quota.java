package dev.imagevault.domain;

import java.util.OptionalLong;

/**
 * What one user may keep. Images count from when their upload begins until they are deleted.
 *
 * @param maxImages how many, not negative; empty for any number
 * @param maxBytes how many bytes together, as stored, not negative; empty for any number
 */
public record Quota(OptionalLong maxImages, OptionalLong maxBytes) {

  /** As much as there is. */
  public static final Quota UNLIMITED = new Quota(OptionalLong.empty(), OptionalLong.empty());

  /** Refuses what is negative. */
  public Quota {
    if (maxImages.orElse(0) < 0 || maxBytes.orElse(0) < 0) {
      throw new IllegalArgumentException("a quota is not negative");
    }
  }

  /** Returns whether everything is allowed, so that nobody needs to count. */
  public boolean isUnlimited() {
    return equals(UNLIMITED);
  }

  /**
   * One more image is within the quota.
   *
   * @param used without that image
   * @param size of that image, in bytes
   * @throws ImageConflictException {@code QUOTA_EXCEEDED} where it is not
   */
  public void requireRoom(Usage used, long size) {
    if (maxImages.isPresent() && used.images() >= maxImages.getAsLong()) {
      throw exceeded("You keep " + used.images() + " of " + maxImages.getAsLong() + " images");
    }
    if (maxBytes.isPresent() && size > maxBytes.getAsLong() - used.bytes()) {
      throw exceeded("You keep " + used.bytes() + " of " + maxBytes.getAsLong() + " bytes");
    }
  }

  private static ImageConflictException exceeded(String state) {
    return new ImageConflictException(
        ImageConflictException.Reason.QUOTA_EXCEEDED,
        state + ", which leaves no room for this one; delete some first");
  }
}
