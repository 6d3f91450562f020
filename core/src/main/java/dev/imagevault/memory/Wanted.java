package dev.imagevault.memory;

import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.RenderingQueue;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which variants were named, and when. Guarded by the repository's lock. */
final class Wanted {

  private final Map<VariantSpec, Naming> namings = new HashMap<>();

  /**
   * That a variant was named.
   *
   * @param first the first time, not counting what was forgotten since
   */
  record Naming(VariantSpec spec, Instant first, Instant last) {

    boolean isForgotten(Instant now) {
      return last.isBefore(now.minus(RenderingQueue.NAMED));
    }

    boolean isAtWork(Instant now) {
      return !last.isBefore(now.minus(RenderingQueue.AT_WORK));
    }
  }

  void name(Collection<VariantSpec> variants, Instant now) {
    for (VariantSpec spec : variants) {
      namings.merge(
          spec,
          new Naming(spec, now, now),
          (old, fresh) -> old.isForgotten(now) ? fresh : new Naming(spec, old.first, now));
    }
  }

  /** Returns what is wanted, one of each name, in the order of names. */
  List<Naming> at(Instant now) {
    Comparator<Naming> better =
        Comparator.comparing((Naming naming) -> naming.isAtWork(now))
            .thenComparing(naming -> naming.isAtWork(now) ? naming.first : naming.last)
            .thenComparing(naming -> naming.spec.toString());
    Map<VariantName, Naming> best = new TreeMap<>();
    for (Naming naming : namings.values()) {
      if (!naming.isForgotten(now)) {
        best.merge(naming.spec.name(), naming, (a, b) -> better.compare(a, b) < 0 ? b : a);
      }
    }
    return List.copyOf(best.values());
  }
}
