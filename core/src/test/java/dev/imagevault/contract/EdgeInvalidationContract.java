package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.EdgeInvalidation;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link EdgeInvalidation} promises, other than its time-out. */
public abstract class EdgeInvalidationContract {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final OwnerId owner = Samples.owner();

  /** For the kit's subclasses. */
  protected EdgeInvalidationContract() {}

  /**
   * Returns the adapter to be held to the contract.
   *
   * @return always with the same edge behind it within one test
   */
  protected abstract EdgeInvalidation invalidation();

  /**
   * Returns what the edge was told to forget.
   *
   * @return all keys since the test began
   */
  protected abstract Set<ObjectKey> invalidated();

  /**
   * Returns what the edge charges for.
   *
   * @return the number of keys since the test began
   */
  protected abstract long charged();

  @Test
  public final void exactlyTheGivenKeysAreInvalidated() {
    Set<ObjectKey> keys = keys(3);
    invalidation().invalidate(keys, TIMEOUT);
    assertEquals(keys, invalidated(), "E1: these keys and no others are invalidated");
    assertEquals(3, charged(), "E2: each key costs once");
  }

  @Test
  public final void laterCallsAddToEarlierOnes() {
    Set<ObjectKey> first = keys(1);
    Set<ObjectKey> second = keys(2);
    invalidation().invalidate(first, TIMEOUT);
    invalidation().invalidate(second, TIMEOUT);
    Set<ObjectKey> all = new HashSet<>(first);
    all.addAll(second);
    assertEquals(all, invalidated(), "E1: each call's keys are invalidated");
  }

  @Test
  public final void asManyKeysAsAreAllowedAreInvalidatedAtOnce() {
    Set<ObjectKey> keys = keys(EdgeInvalidation.MAX_KEYS);
    invalidation().invalidate(keys, TIMEOUT);
    assertEquals(keys, invalidated(), "E1: all of MAX_KEYS keys are invalidated");
  }

  @Test
  public final void theSameKeysAgainInAnyOrderCostNothingMore() {
    Set<ObjectKey> keys = keys(3);
    Set<ObjectKey> reversed = new LinkedHashSet<>();
    keys.stream().sorted((a, b) -> b.compareTo(a)).forEach(reversed::add);
    invalidation().invalidate(keys, TIMEOUT);
    invalidation().invalidate(keys, TIMEOUT);
    invalidation().invalidate(reversed, TIMEOUT);
    assertEquals(keys, invalidated(), "E2: a repeat has the same effect");
    assertEquals(3, charged(), "E2: a repeat costs nothing");
  }

  @Test
  public final void noKeysCostNothing() {
    invalidation().invalidate(Set.of(), TIMEOUT);
    assertEquals(Set.of(), invalidated(), "E3: no keys invalidate nothing");
    assertEquals(0, charged(), "E3: no keys cost nothing");
  }

  @Test
  public final void moreKeysThanAreAllowedAreRefused() {
    Set<ObjectKey> keys = keys(EdgeInvalidation.MAX_KEYS + 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> invalidation().invalidate(keys, TIMEOUT),
        "E5: more than MAX_KEYS keys are refused");
    assertEquals(Set.of(), invalidated(), "E5: nothing is invalidated of too many keys");
  }

  @Test
  public final void aTimeoutThatIsNotPositiveIsRefused() {
    Set<ObjectKey> keys = keys(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> invalidation().invalidate(keys, Duration.ZERO),
        "E4: a time-out is positive");
  }

  private Set<ObjectKey> keys(int count) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    while (keys.size() < count) {
      keys.add(Samples.key(owner));
    }
    return keys;
  }
}
