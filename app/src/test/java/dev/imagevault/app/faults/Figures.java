package dev.imagevault.app.faults;

/** What a run tried and saw, in the test's own output. */
final class Figures {

  private Figures() {}

  /** The figure is printed, on a line of its own. */
  static void print(String what, Object figure) {
    System.out.println(what + ": " + figure);
  }
}
