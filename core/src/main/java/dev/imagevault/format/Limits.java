package dev.imagevault.format;

/**
 * The bounds of every image, whatever the policy says: they bound what a file can cost those who
 * check, store or show it.
 */
public final class Limits {

  /** Pixels of all frames of an animation or sequence: as many as 4,000 of high definition have. */
  public static final long MAX_PIXELS_IN_ALL_FRAMES = 8L << 30;

  /** Frames of an animation or sequence: more keep a viewer busy for minutes. */
  public static final int MAX_FRAMES = 1000;

  /**
   * Scans of one JPEG, each of which makes a decoder go over all pixels again. Encoders write ten;
   * one scan for each coefficient of three components would be 192.
   */
  public static final int MAX_SCANS = 500;

  /**
   * Segments, chunks, blocks, boxes or items of one file: it bounds what is remembered beside the
   * bytes. A full AVIF grid has this many tiles, and a 64 MiB PNG in chunks of 1 KiB this many
   * chunks.
   */
  public static final int MAX_PARTS = 1 << 16;

  /** How deep images may be derived from images (ISO/IEC 23008-12, 6.6): a grid is one deep. */
  public static final int MAX_NESTING = 8;

  /**
   * 4 MiB for a colour profile, as in Firefox; the largest printing profiles have about three. A
   * larger one is dropped.
   */
  public static final int MAX_PROFILE_SIZE = 4 << 20;

  /** What is remembered of any file, however short. */
  private static final long MEMORY_OF_ANY_CHECK = 64L << 10;

  /**
   * Returns how many bytes of heap a check may take beside a file, the cleaned image included: half
   * of the file's length and 64 KiB. Photographs take some kilobytes; a file that needs more is
   * rejected. Whoever bounds the heap of many checks reserves as much for each.
   *
   * @param length the file's, in bytes
   */
  public static long memoryOfCheck(long length) {
    return length / 2 + MEMORY_OF_ANY_CHECK;
  }

  private Limits() {}
}
