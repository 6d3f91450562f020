package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * JPEG, ITU-T T.81: from SOI over segments and scans to the first EOI. The entropy-coded data are
 * passed over, not decoded.
 */
final class Jpeg {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          return start.startsWith("\u00ff\u00d8\u00ff") ? ImageFormat.JPEG : null;
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return new Jpeg(file, stripMetadata).check();
        }
      };

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final int TEM = 0x01;
  private static final int DHT = 0xc4;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DNL = 0xdc;
  private static final int DRI = 0xdd;

  private final Reader in;
  private final Cleaned cleaned;
  private final JpegMetadata metadata;
  private final JpegTables tables = new JpegTables();
  private @Nullable JpegFrame frame;
  private int scans;

  private Jpeg(Reader in, boolean stripMetadata) {
    this.in = in;
    this.cleaned = new Cleaned(in, stripMetadata);
    this.metadata = new JpegMetadata(cleaned);
  }

  private CheckedImage check() {
    int start = in.position();
    in.skip(2);
    cleaned.keep(start, in.position());
    int segments = 0;
    int from = passStrayBytes(in);
    for (int marker = marker(in); marker != EOI; marker = marker(in)) {
      if (++segments > Limits.MAX_PARTS) {
        throw in.beyondLimit(Limits.MAX_PARTS, "segments");
      }
      segment(marker, from);
      from = passStrayBytes(in);
    }
    cleaned.keep(from, in.position());
    if (frame == null) {
      throw in.invalid("it has no frame");
    }
    PixelSize size = frame.finish(in);
    return new CheckedImage(
        ImageFormat.JPEG, size.shown(metadata.orientation()), cleaned.build(in.position()));
  }

  private void segment(int marker, int from) {
    if (marker == TEM || isRestart(marker)) {
      cleaned.keep(from, in.position());
      return;
    }
    Reader following = in.ahead();
    Reader segment = segment(in);
    if (JpegMetadata.isMetadata(marker)) {
      metadata.segment(marker, from, segment, scans == 0 ? following : null);
      return;
    }
    switch (marker) {
      case DQT -> tables.quantization(segment);
      case DHT -> JpegTables.huffman(segment);
      case DAC -> JpegTables.arithmetic(segment);
      case DRI -> segment.skip(2);
      case DNL -> heightAfterFirstScan(segment);
      case SOS -> scan(segment);
      default -> frame(marker, segment);
    }
    if (segment.remaining() > 0) {
      throw in.invalid("a segment is longer than its content");
    }
    if (marker == SOS) {
      entropyCodedData();
    }
    cleaned.keep(from, in.position());
  }

  private void frame(int marker, Reader segment) {
    if (!JpegFrame.isStart(marker)) {
      throw in.invalid("it has an unknown segment");
    }
    if (frame != null) {
      throw in.invalid("it has a second frame");
    }
    frame = new JpegFrame(marker, segment);
  }

  private void heightAfterFirstScan(Reader segment) {
    if (frame == null || scans != 1) {
      throw in.invalid("it defines its height in the wrong place");
    }
    frame.height(segment.u16());
  }

  private void scan(Reader segment) {
    if (frame == null) {
      throw in.invalid("a scan comes before the frame");
    }
    if (++scans > Limits.MAX_SCANS) {
      throw in.beyondLimit(Limits.MAX_SCANS, "scans");
    }
    frame.scan(segment, tables);
  }

  /**
   * Passes the data of a scan, up to the next marker that is neither a restart nor a stuffed FF.
   */
  private void entropyCodedData() {
    byte[] array = in.array();
    int end = in.end();
    int at = in.position();
    while (true) {
      int from = at;
      at = indexOfFf(array, at, end);
      in.budget().steps(1 + (at - from) / Long.BYTES);
      if (at + 1 >= end) {
        throw in.invalid("it ends within a scan");
      }
      int next = array[at + 1] & 0xff;
      if (next == 0xff) {
        at++;
      } else if (next == 0 || isRestart(next)) {
        at += 2;
      } else if (at == in.position()) {
        throw in.invalid("a scan is empty");
      } else {
        in.skip(at - in.position());
        return;
      }
    }
  }

  /** Eight bytes at a time: in a long, the lowest byte flagged is the first that is FF. */
  private static int indexOfFf(byte[] array, int from, int end) {
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long bytes = (long) LONGS.get(array, at);
      long flagged = (~bytes - LOW_BITS) & bytes & HIGH_BITS;
      if (flagged != 0) {
        return at + Long.numberOfTrailingZeros(flagged) / Byte.SIZE;
      }
    }
    while (at < end && array[at] != (byte) 0xff) {
      at++;
    }
    return at;
  }

  /**
   * Passes what belongs to no segment, up to the next marker and its fill bytes, and returns where
   * they are. Some cameras and editors leave such bytes, and every decoder passes over them; they
   * are not kept.
   */
  static int passStrayBytes(Reader in) {
    Reader ahead = in.ahead();
    int start;
    do {
      while (ahead.peek() != 0xff) {
        ahead.skip(1);
      }
      start = ahead.position();
    } while (fillAndMarker(ahead) == 0);
    in.skip(start - in.position());
    return start;
  }

  /** Passes the next marker and what comes before it, and returns the marker's second byte. */
  static int marker(Reader in) {
    passStrayBytes(in);
    return fillAndMarker(in);
  }

  /** Fill bytes may precede a marker (B.1.1.2); a zero after them makes it none. */
  private static int fillAndMarker(Reader in) {
    int marker = in.u8();
    while (marker == 0xff) {
      marker = in.u8();
    }
    return marker;
  }

  /** Passes what follows the marker of a segment with a length and returns its content. */
  static Reader segment(Reader in) {
    int length = in.u16();
    if (length < 2) {
      throw in.invalid("a segment has no length");
    }
    return in.part(length - 2);
  }

  static boolean isRestart(int marker) {
    return marker >= RST0 && marker <= RST7;
  }
}
