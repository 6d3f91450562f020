package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * What the check of one file may cost, and what the image may cost those who show it. Both are in
 * proportion to the file, whatever is in it, and running out of either ends the check. Not
 * thread-safe.
 *
 * <p>A {@link Reader} takes a step for each byte or range that it passes. What reads the array
 * itself takes {@link #steps} for it, one for eight bytes. What is remembered until the check ends
 * or beyond (entries of lists and maps, copies of ranges, slices of the cleaned image) is told to
 * {@link #remember} before it is made.
 */
final class Budget {

  /** Steps for each byte of the file: a walk takes one or two, so this many allow some of them. */
  static final int STEPS_PER_BYTE = 8;

  /** For small files, whose few bytes may say that something is repeated. */
  static final int STEPS_OF_ANY_FILE = 1 << 20;

  private static final int STEPS_BETWEEN_LOOKS = 1 << 16;

  private final BooleanSupplier isOver;
  private final long maxPixels;
  private final long steps;
  private final long memory;
  private long stepsLeft;
  private long nextLook;
  private long memoryLeft;
  private long pixelsLeft = Limits.MAX_PIXELS_IN_ALL_FRAMES;
  private int frames;

  /**
   * Returns a budget of which nothing was spent.
   *
   * @param length of the file, in bytes
   * @param maxPixels that a frame may have
   * @param isOver whether nobody waits for the result any more; asked every few steps
   */
  Budget(int length, long maxPixels, BooleanSupplier isOver) {
    this.isOver = isOver;
    this.maxPixels = maxPixels;
    this.steps = (long) STEPS_PER_BYTE * length + STEPS_OF_ANY_FILE;
    this.memory = Limits.memoryOfCheck(length);
    this.stepsLeft = steps;
    this.nextLook = steps;
    this.memoryLeft = memory;
  }

  /** Takes a step. */
  void step() {
    if (--stepsLeft < nextLook) {
      look();
    }
  }

  /** Takes this many steps. */
  void steps(long count) {
    stepsLeft -= count;
    if (stepsLeft < nextLook) {
      look();
    }
  }

  private void look() {
    if (stepsLeft < 0) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.INVALID,
          "The image takes more steps to check than a file of its size may");
    }
    if (isOver.getAsBoolean()) {
      throw new CancellationException("Nobody waits for the check of the image any more");
    }
    nextLook = Math.max(0, stepsLeft - STEPS_BETWEEN_LOOKS);
  }

  /** Takes this many bytes of heap, until the check ends. */
  void remember(long bytes) {
    memoryLeft -= bytes;
    if (memoryLeft < 0) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.INVALID,
          "The image has more parts than a file of its size may");
    }
  }

  /** Returns the pixels that a frame may have. */
  long maxPixels() {
    return maxPixels;
  }

  /**
   * Takes a further frame of an animation or sequence, or rejects the image {@code image} reads.
   */
  void frame(PixelSize size, Reader image) {
    if (++frames > Limits.MAX_FRAMES) {
      throw image.beyondLimit(Limits.MAX_FRAMES, "frames");
    }
    pixelsLeft -= (long) size.width() * size.height();
    if (pixelsLeft < 0) {
      throw image.beyondLimit(Limits.MAX_PIXELS_IN_ALL_FRAMES, "pixels in all its frames");
    }
  }

  /** Returns how many steps were taken. */
  long stepsTaken() {
    return steps - stepsLeft;
  }

  /** Returns how many bytes of heap were taken. */
  long remembered() {
    return memory - memoryLeft;
  }
}
