package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import java.util.Optional;

/**
 * What a call of {@link ImageVault#render} did.
 *
 * @param rendered images whose variants are all made
 * @param failed images that cannot be rendered, or of which a decoder died or took too long
 * @param postponed images left for later because something else failed
 * @param firstFailure what failed at the first of those that were postponed, if it was a back end
 */
public record RenderReport(
    int rendered, int failed, int postponed, Optional<BackEndException> firstFailure) {

  /** Returns whether there was nothing to do. */
  public boolean idle() {
    return rendered + failed + postponed == 0;
  }
}
