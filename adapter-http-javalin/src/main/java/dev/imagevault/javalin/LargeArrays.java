package dev.imagevault.javalin;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The arrays that files are received in. Those of the largest size are used again: as garbage of
 * megabytes they would be copied and cleared by the collector again and again, which was an eighth
 * of what a large upload cost. Arrays that wait for use lie within what {@link UploadMemory} has
 * free. Thread-safe.
 */
final class LargeArrays {

  private final int size;
  private final UploadMemory memory;
  private final Deque<byte[]> waiting = new ArrayDeque<>();

  /**
   * No array is there yet.
   *
   * @param size in bytes, of the arrays that are used again
   */
  LargeArrays(int size, UploadMemory memory) {
    this.size = size;
    this.memory = memory;
  }

  /** Returns how much to reserve for a file that may have so many bytes. */
  int sizeFor(int bytes) {
    return bytes > size / 2 ? size : bytes;
  }

  /**
   * Returns an array of this size, which was reserved. It may hold bytes of an earlier file. Where
   * it is a new one, those that wait make room for it.
   */
  synchronized byte[] take(int bytes) {
    if (bytes == size && !waiting.isEmpty()) {
      return waiting.pop();
    }
    while (waiting.size() * (long) size > memory.free()) {
      waiting.pop();
    }
    return new byte[bytes];
  }

  /**
   * The array is not used any more. Called before its memory is released: who is served next with
   * that memory then finds the array.
   */
  synchronized void giveBack(byte[] array) {
    if (array.length == size) {
      waiting.push(array);
    }
  }
}
