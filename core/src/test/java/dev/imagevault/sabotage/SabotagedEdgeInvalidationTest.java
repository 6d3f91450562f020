package dev.imagevault.sabotage;

import dev.imagevault.contract.EdgeInvalidationContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.memory.InMemoryEdgeInvalidation;
import dev.imagevault.port.EdgeInvalidation;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SabotagedEdgeInvalidationTest {

  private static Function<InMemoryEdgeInvalidation, EdgeInvalidation> suspect = correct -> correct;
  private static long extraCharge;

  static class Contract extends EdgeInvalidationContract {
    private final InMemoryEdgeInvalidation correct = new InMemoryEdgeInvalidation();

    @Override
    protected EdgeInvalidation invalidation() {
      return suspect.apply(correct);
    }

    @Override
    protected Set<ObjectKey> invalidated() {
      return correct.invalidated();
    }

    @Override
    protected long charged() {
      return correct.charged() + extraCharge;
    }
  }

  @Test
  void aCorrectAdapterPasses() {
    verdictOn(correct -> correct).isInnocent();
  }

  @Test
  void aForgottenKeyIsCaught() {
    verdictOn(
            correct ->
                (keys, timeout) ->
                    correct.invalidate(keys.stream().skip(1).collect(Collectors.toSet()), timeout))
        .names("E1:");
  }

  @Test
  void aKeyNobodyNamedIsCaught() {
    verdictOn(
            correct ->
                (keys, timeout) -> {
                  Set<ObjectKey> more = new HashSet<>(keys);
                  keys.stream()
                      .findFirst()
                      .map(SabotagedEdgeInvalidationTest::neighbour)
                      .ifPresent(more::add);
                  correct.invalidate(more, timeout);
                })
        .names("E1:");
  }

  @Test
  void aRepeatThatCostsIsCaught() {
    extraCharge = 0;
    try {
      verdictOn(
              correct ->
                  (keys, timeout) -> {
                    if (correct.invalidated().containsAll(keys)) {
                      extraCharge += keys.size();
                    }
                    correct.invalidate(keys, timeout);
                  })
          .names("E2: a repeat costs nothing");
    } finally {
      extraCharge = 0;
    }
  }

  @Test
  void aBatchCutAtTheLimitIsCaught() {
    verdictOn(
            correct ->
                (keys, timeout) ->
                    correct.invalidate(
                        keys.stream().limit(EdgeInvalidation.MAX_KEYS).collect(Collectors.toSet()),
                        timeout))
        .names("E5:");
  }

  private static ObjectKey neighbour(ObjectKey key) {
    return new ObjectKey(key.value().replace(".png", ".jpg"));
  }

  private static Verdict verdictOn(Function<InMemoryEdgeInvalidation, EdgeInvalidation> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
