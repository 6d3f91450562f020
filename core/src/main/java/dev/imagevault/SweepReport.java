package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import java.util.Optional;

/**
 * What a sweep did.
 *
 * @param withdrawn uploads answered with an error while the repository was away, now withdrawn
 * @param removed images, variants and direct uploads whose object and record are gone
 * @param kept those whose object was deleted and whose record stays a while, because the object may
 *     still appear
 * @param failed those left for a later sweep because a back end failed
 * @param firstFailure why the first of those failed
 */
public record SweepReport(
    int withdrawn, int removed, int kept, int failed, Optional<BackEndException> firstFailure) {

  static final SweepReport NOTHING = new SweepReport(0, 0, 0, 0, Optional.empty());

  /** Returns what both did together. */
  SweepReport plus(SweepReport other) {
    return new SweepReport(
        withdrawn + other.withdrawn,
        removed + other.removed,
        kept + other.kept,
        failed + other.failed,
        firstFailure.or(other::firstFailure));
  }

  /** Returns whether there was nothing to do. */
  public boolean idle() {
    return withdrawn + removed + kept + failed == 0;
  }
}
