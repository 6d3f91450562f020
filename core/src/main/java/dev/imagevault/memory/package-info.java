/**
 * The ports in memory: complete, passing the same contracts as the real adapters, for tests and for
 * trying things out. What they hold is gone with the process.
 */
@NullMarked
package dev.imagevault.memory;

import org.jspecify.annotations.NullMarked;
