package dev.imagevault.javalin.upload;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.format.Limits;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.JettyServer;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The heap that uploads in flight share, so that no number of them exhausts it. The beginning of a
 * file takes what it needs as it arrives; a larger file then takes all that it and its check may
 * need, at once and from a budget of its own. So what has begun in earnest can always be finished,
 * and one that sends next to nothing has next to nothing. Thread-safe.
 */
final class UploadMemory {

  /** How much of itself a file shows before memory for all of it is taken. */
  static final int BEGINNING = 2 * JettyServer.INPUT_BUFFER;

  private static final long LEAST_FOR_BEGINNINGS = 16 * BEGINNING;

  /** Files that are no larger than a beginning have theirs in common. */
  private static final long FOR_SMALL_CHECKS =
      Budgets.STORED_UPLOADS * Limits.memoryOfCheck(BEGINNING);

  private final UploadBudget beginnings;
  private final UploadBudget wholes;
  private final long forFiles;

  /**
   * All of it is free.
   *
   * @param bytes fewer than {@link #least} count as that
   * @param maxFileSize bytes that a file may have
   */
  UploadMemory(
      long bytes, int maxFileSize, LongSupplier nanoTime, BiConsumer<Runnable, Duration> timer) {
    long least = least(maxFileSize);
    long more = Math.max(bytes, least) - least;
    long forBeginnings = LEAST_FOR_BEGINNINGS + more / 8;
    long forWholes = whole(maxFileSize) + more - more / 8;
    this.beginnings = new UploadBudget(forBeginnings, nanoTime, timer);
    this.wholes = new UploadBudget(forWholes, nanoTime, timer);
    this.forFiles = forBeginnings + forWholes / 3 * 2;
  }

  /** Returns the bytes that a file of the largest size needs, and small ones beside it. */
  static long least(int maxFileSize) {
    return whole(maxFileSize) + LEAST_FOR_BEGINNINGS + FOR_SMALL_CHECKS;
  }

  private static long whole(int size) {
    return size + Limits.memoryOfCheck(size);
  }

  /** Returns a claim for a file of at most {@link #BEGINNING} bytes, or for that much of one. */
  UploadBudget.Claim beginning(OwnerId owner, int size, UploadBudget.Upload upload) {
    return beginnings.new Claim(owner, size, 0, upload);
  }

  /** Returns a claim for a file of at most so many bytes. */
  UploadBudget.Claim whole(OwnerId owner, int size, UploadBudget.Upload upload) {
    return wholes.new Claim(owner, size, Limits.memoryOfCheck(size), upload);
  }

  /** Returns how many of the bytes are for files, and not for their checks. */
  long forFiles() {
    return forFiles;
  }

  /** Returns how many bytes uploads hold. */
  long held() {
    return beginnings.held() + wholes.held();
  }
}
