package dev.imagevault.javalin.token;

import java.util.List;

/** Keys that are known from the start. Immutable. */
final class FixedKeys extends JwtKeys {

  private final List<VerificationKey> keys;

  /** The first is the most likely; there is at least one. */
  FixedKeys(List<VerificationKey> keys) {
    this.keys = keys;
  }

  @Override
  void begin() {}

  @Override
  List<VerificationKey> candidates(JwtText token) {
    return keys.stream().filter(key -> key.algorithms().contains(token.algorithm())).toList();
  }

  @Override
  boolean has(VerificationKey key) {
    return keys.contains(key);
  }

  @Override
  public String examine() {
    String names = VerificationKey.algorithms(keys);
    return keys.size() == 1 ? names : names + " with the previous secret too";
  }

  @Override
  public String toString() {
    return "JwtKeys[" + examine() + "]";
  }
}
