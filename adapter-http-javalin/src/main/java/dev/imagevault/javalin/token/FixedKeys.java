package dev.imagevault.javalin.token;

import com.auth0.jwt.algorithms.Algorithm;
import java.util.List;

/** Keys that are known from the start. Immutable. */
final class FixedKeys extends JwtKeys {

  private final List<Algorithm> algorithms;

  /** The first is the most likely; there is one at least, and they are all for one algorithm. */
  FixedKeys(List<Algorithm> algorithms) {
    this.algorithms = algorithms;
  }

  @Override
  void begin() {}

  @Override
  List<Algorithm> candidates(JwtText token) {
    return token.isFor(algorithms.get(0).getName()) ? algorithms : List.of();
  }

  @Override
  boolean has(Algorithm key) {
    return algorithms.contains(key);
  }

  @Override
  public String examine() {
    String name = algorithms.get(0).getName();
    return algorithms.size() == 1 ? name : name + " with the previous secret too";
  }

  @Override
  public String toString() {
    return "JwtKeys[" + examine() + "]";
  }
}
