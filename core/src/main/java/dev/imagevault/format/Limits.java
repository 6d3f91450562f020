package dev.imagevault.format;

/** The bounds of every image, whatever the policy says: they bound what a file can cost. */
public final class Limits {

  /**
   * 64 Mi pixels in one frame: a decoder needs four bytes for each, 256 MiB. Cameras make 50
   * million; 8192 by 8192 is the largest square.
   */
  public static final long MAX_PIXELS = 64L << 20;

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

  /**
   * How deep images may be derived from images (ISO/IEC 23008-12, 6.6), and boxes lie in a track: a
   * grid is one deep, a table of samples three.
   */
  public static final int MAX_NESTING = 8;

  /**
   * 4 MiB for a colour profile, as in Firefox; the largest printing profiles have about three. A
   * larger one is dropped.
   */
  public static final int MAX_PROFILE_SIZE = 4 << 20;

  private Limits() {}
}
