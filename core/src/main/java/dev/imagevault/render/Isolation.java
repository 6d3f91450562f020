package dev.imagevault.render;

/** How a program that decodes strangers' files is kept from everything else. */
public enum Isolation {
  /**
   * It sees no network, no other process, and no file but its input, its output and the system's
   * programs and libraries, which it can only read. One that is taken over costs one rendering.
   */
  SANDBOX,
  /**
   * It has bounds of time, memory, output and number of processes, and an empty environment. One
   * that is taken over can do what its user can.
   */
  LIMITS
}
