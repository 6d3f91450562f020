package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import java.time.Duration;
import java.util.Set;

/**
 * Makes an edge forget objects before they expire there. Thread-safe; any number of processes may
 * share one edge.
 */
public interface EdgeInvalidation {

  /** The most keys of one call: CloudFront works on 3,000 paths of a distribution at a time. */
  int MAX_KEYS = 3_000;

  /**
   * The edge has been told to forget these objects: soon, for CloudFront within a minute or two, it
   * serves none of them any more. Deleted from the store before, they cannot come back to it.
   *
   * <ol>
   *   <li>E1. It forgets these objects, all of them, and no others.
   *   <li>E2. Repeatable: the same set of keys again has the same effect and costs nothing more.
   *   <li>E3. No keys: the edge is not asked, and nothing costs anything.
   *   <li>E4. It returns or throws within the time-out and a second, retries included.
   * </ol>
   *
   * <p>An edge charges by the key. A key costs once, and once more for each other set it was in
   * when a call threw {@code UNKNOWN} or was never answered.
   *
   * @param keys {@link #MAX_KEYS} at the most
   * @param timeout positive
   * @throws IllegalArgumentException for more keys than that, and the edge is not asked (E5)
   * @throws BackEndException of {@code EDGE}: {@code REFUSED} where the edge answered that it will
   *     not, {@code UNAVAILABLE} where it answered that it cannot now, {@code UNKNOWN} where no
   *     answer came, or none in time. A repeat is harmless
   */
  void invalidate(Set<ObjectKey> keys, Duration timeout);
}
