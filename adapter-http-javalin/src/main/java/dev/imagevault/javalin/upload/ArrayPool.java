package dev.imagevault.javalin.upload;

import dev.imagevault.javalin.server.JettyServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The arrays that files are received in, which are used again: as garbage, the collector would copy
 * and clear them again and again, which was a sixth of what a large upload cost. Those in use and
 * those that wait are never more than {@link UploadMemory} has for uploads, but for a beginning
 * while it is copied. Thread-safe.
 */
final class ArrayPool {

  /** The size of a piece that is read. Smaller arrays cost less than keeping them. */
  private static final int SMALLEST_KEPT = JettyServer.INPUT_BUFFER;

  private final int largest;
  private final long room;
  private final NavigableMap<Integer, Deque<byte[]>> waiting = new TreeMap<>();

  /** Bytes of all arrays: those taken, and those that wait. */
  private long bytes;

  /**
   * No array is there yet.
   *
   * @param largest size of an array, in bytes
   * @param room for all arrays together, in bytes
   */
  ArrayPool(int largest, long room) {
    this.largest = largest;
    this.room = room;
  }

  /**
   * Returns how much to reserve for a file that may have so many bytes. The sizes are few, powers
   * of two and the largest, so that an array soon finds its next file.
   */
  int sizeFor(int bytes) {
    return bytes > largest / 2 ? largest : Math.max(1, Integer.highestOneBit(bytes * 2 - 1));
  }

  /**
   * Returns an array of this size, which was reserved. It may hold bytes of an earlier file. Where
   * it is a new one, those that wait make room for it, the largest first.
   */
  synchronized byte[] take(int size) {
    Deque<byte[]> ofSize = waiting.get(size);
    if (ofSize != null) {
      byte[] array = ofSize.pop();
      if (ofSize.isEmpty()) {
        waiting.remove(size);
      }
      return array;
    }
    while (bytes + size > room && !waiting.isEmpty()) {
      dropLargest();
    }
    byte[] array = new byte[size];
    bytes += size;
    return array;
  }

  private void dropLargest() {
    Map.Entry<Integer, Deque<byte[]>> last = waiting.lastEntry();
    bytes -= last.getValue().pop().length;
    if (last.getValue().isEmpty()) {
      waiting.remove(last.getKey());
    }
  }

  /**
   * The array is not used any more. Called before its memory is released: who is served next with
   * that memory then finds the array.
   */
  synchronized void giveBack(byte[] array) {
    if (array.length < SMALLEST_KEPT) {
      bytes -= array.length;
    } else {
      waiting.computeIfAbsent(array.length, size -> new ArrayDeque<>()).push(array);
    }
  }
}
