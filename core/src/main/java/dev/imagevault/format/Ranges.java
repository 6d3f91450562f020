package dev.imagevault.format;

import java.util.Arrays;

/** Ranges of a file, each in one number, so that many of them take little. Not thread-safe. */
final class Ranges {

  private static final int FIRST_CAPACITY = 16;

  private final Budget budget;
  private long[] ranges = new long[FIRST_CAPACITY];
  private int size;

  Ranges(Budget budget) {
    this.budget = budget;
  }

  int size() {
    return size;
  }

  int from(int index) {
    return (int) (ranges[index] >> Integer.SIZE);
  }

  int to(int index) {
    return (int) ranges[index];
  }

  /** Adds a range that lies in the file; an empty one adds nothing. */
  void add(int from, int to) {
    if (from == to) {
      return;
    }
    budget.step();
    if (size == ranges.length) {
      budget.remember(2L * Long.BYTES * size);
      ranges = Arrays.copyOf(ranges, 2 * size);
    }
    ranges[size++] = (long) from << Integer.SIZE | to;
  }

  /** Puts them in the order of where they begin. */
  void sort() {
    budget.steps((long) Integer.SIZE * size);
    Arrays.sort(ranges, 0, size);
  }

  /** Sorts them and makes one of those that overlap or touch. */
  void join() {
    sort();
    int joined = 0;
    for (int i = 0; i < size; i++) {
      if (joined > 0 && to(joined - 1) >= from(i)) {
        int to = Math.max(to(joined - 1), to(i));
        ranges[joined - 1] = (long) from(joined - 1) << Integer.SIZE | to;
      } else {
        ranges[joined++] = ranges[i];
      }
    }
    size = joined;
  }

  /** Returns whether one of them, which were joined, has all of this range within it. */
  boolean hasAround(int from, int to) {
    budget.steps(Integer.SIZE);
    int found =
        Arrays.binarySearch(ranges, 0, size, (long) from << Integer.SIZE | Integer.MAX_VALUE);
    int before = -found - 2;
    return before >= 0 && to <= to(before);
  }

  /** Returns where the last of them ends, 0 if there is none. */
  int end() {
    int end = 0;
    for (int i = 0; i < size; i++) {
      end = Math.max(end, to(i));
    }
    return end;
  }
}
