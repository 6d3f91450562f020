package dev.imagevault.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the markers of a JPEG one after the other (T.81, B.1.1), and what belongs to each. What
 * belongs to none (fill bytes, and what some cameras and editors leave between segments) is passed,
 * as decoders do. It rejects nothing.
 */
final class JpegSegments {

  /** In place of a marker: the file ends. */
  static final int END = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final Reader in;
  private final byte[] array;
  private final int end;
  private int from;

  JpegSegments(Reader in) {
    this.in = in;
    this.array = in.array();
    this.end = in.end();
  }

  /** Passes the next marker and returns its second byte, or {@link #END} if there is none. */
  int next() {
    int at = in.position();
    while (true) {
      at = indexOfFf(at);
      if (at + 1 >= end) {
        in.skip(end - in.position());
        from = end;
        return END;
      }
      int next = array[at + 1] & 0xff;
      if (next == 0xff) {
        at++;
      } else if (next == 0) {
        at += 2;
      } else {
        from = at;
        in.skip(at + 2 - in.position());
        return next;
      }
    }
  }

  /** Returns where the marker that was passed last begins, without fill bytes. */
  int from() {
    return from;
  }

  /** Passes and returns the content of a segment with a length, or null if it is not all there. */
  @Nullable Reader content() {
    if (in.remaining() < 2) {
      return null;
    }
    int length = in.u16() - 2;
    return length < 0 || length > in.remaining() ? null : in.part(length);
  }

  /**
   * Passes the data of a scan, up to the next marker that is no restart, its fill bytes or the
   * file's end.
   */
  void scanData() {
    int at = in.position();
    int run = at;
    boolean ends = false;
    while (!ends) {
      run = indexOfFf(at);
      at = run;
      while (at + 1 < end && array[at + 1] == (byte) 0xff) {
        at++;
      }
      in.budget().steps((at - run) / Long.BYTES);
      ends = at + 1 >= end || !continuesScan(array[at + 1] & 0xff);
      at += 2;
    }
    in.skip(run - in.position());
  }

  private static boolean continuesScan(int marker) {
    return marker == 0 || Jpeg.isRestart(marker);
  }

  /** Eight bytes at a time: in a long, the lowest byte flagged is the first that is FF. */
  private int indexOfFf(int start) {
    int at = Math.min(start, end);
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long bytes = (long) LONGS.get(array, at);
      long flagged = (~bytes - LOW_BITS) & bytes & HIGH_BITS;
      if (flagged != 0) {
        at += Long.numberOfTrailingZeros(flagged) / Byte.SIZE;
        in.budget().steps(1 + (at - start) / Long.BYTES);
        return at;
      }
    }
    while (at < end && array[at] != (byte) 0xff) {
      at++;
    }
    in.budget().steps(1 + (at - start) / Long.BYTES);
    return at;
  }
}
