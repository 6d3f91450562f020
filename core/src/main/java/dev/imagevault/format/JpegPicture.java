package dev.imagevault.format;

import static java.util.Objects.requireNonNull;

import dev.imagevault.domain.ImageRejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a JPEG file: from SOI over segments and scans to the first EOI. What cannot be
 * read after the first scan ends it, as browsers show what came before; then its EOI is added.
 */
final class JpegPicture {

  private static final int DHT = 0xc4;
  private static final int DAC = 0xcc;
  private static final int DQT = 0xdb;
  private static final int DNL = 0xdc;
  private static final int DRI = 0xdd;

  private final Reader in;
  private final JpegSegments segments;
  private final JpegHeader header;
  private final Cleaned start;
  private final Cleaned rest;
  private final JpegTables tables = new JpegTables();
  private @Nullable JpegFrame frame;
  private boolean hasBody;
  private boolean isMended;
  private boolean hasLines;
  private int scans;
  private int end;

  /** Reads a picture from its SOI, and leaves the reader behind it. */
  JpegPicture(Reader in, JpegHeader header) {
    this.in = in;
    this.header = header;
    this.segments = new JpegSegments(in);
    this.start = new Cleaned(in, true);
    this.rest = new Cleaned(in, true);
    int from = in.position();
    in.skip(2);
    start.keep(from, in.position());
    readSegments();
  }

  private void readSegments() {
    int marker = segments.next();
    while (marker != Jpeg.EOI) {
      if (!isRead(marker)) {
        rest().put(eoi());
        isMended = true;
        return;
      }
      end = in.position();
      marker = segments.next();
    }
    if (scans == 0) {
      throw in.invalid(frame == null ? "it has no frame" : "it has no scan");
    }
    end = in.position();
    rest().keep(segments.from(), end);
  }

  /** Reads what follows a marker, and returns whether it could be read. */
  private boolean isRead(int marker) {
    if (Jpeg.standsAlone(marker)) {
      return true;
    }
    if (marker == Jpeg.SOS && scans == Limits.MAX_SCANS) {
      throw in.beyondLimit(Limits.MAX_SCANS, "scans");
    }
    try {
      read(marker);
      return true;
    } catch (ImageRejectedException unreadable) {
      if (scans == 0) {
        throw unreadable;
      }
      // If it was the budget that ran out, this says so again.
      in.budget().step();
      in.budget().remember(0);
      return false;
    }
  }

  private void read(int marker) {
    int from = segments.from();
    Reader segment = marker == JpegSegments.END ? null : segments.content();
    if (segment == null) {
      throw in.invalid("it ends, or a segment has no length, before its first scan");
    }
    if (JpegMetadata.isMetadata(marker)) {
      if (scans == 0) {
        JpegMetadata.keep(marker, from, segment, this);
      }
      return;
    }
    switch (marker) {
      case DQT -> tables.quantization(segment);
      case DHT -> JpegTables.huffman(segment);
      case DRI -> segment.skip(2);
      case DNL -> hasLines |= segment.u16() > 0;
      case DAC -> segment.skip(segment.remaining());
      case Jpeg.SOS -> scanHeader(segment);
      default -> frameHeader(marker, segment);
    }
    if (segment.remaining() > 0) {
      throw in.invalid("a segment is longer than its content");
    }
    if (marker == Jpeg.SOS) {
      scanData();
    }
    if (marker != DAC && marker != DNL) {
      rest().keep(from, in.position());
    }
  }

  private void frameHeader(int marker, Reader segment) {
    if (frame != null) {
      throw in.invalid("it has a second frame");
    }
    frame = JpegFrame.of(marker, segment);
  }

  private void scanHeader(Reader segment) {
    if (frame == null) {
      throw in.invalid("a scan comes before the frame");
    }
    frame.scan(segment, tables);
  }

  private void scanData() {
    int from = in.position();
    segments.scanData();
    if (scans == 0 && in.position() == from) {
      throw in.invalid("its first scan is empty");
    }
    scans++;
  }

  /** Returns the size of what the frame holds, before it is turned. */
  PixelSize size() {
    return requireNonNull(frame).size(in, hasLines);
  }

  /** Returns what counts of the segments before the first scan. */
  JpegHeader header() {
    return header;
  }

  /** Returns where in the file the picture ends. */
  int end() {
    return end;
  }

  /** Returns whether the EOI was missing, or something before it could not be read. */
  boolean isMended() {
    return isMended;
  }

  /**
   * Returns what JFIF and EXIF are appended to: these come first, and a gain map's segments between
   * them and the rest.
   */
  Cleaned start() {
    return hasBody ? rest : start;
  }

  /** Returns what everything else is appended to. */
  Cleaned rest() {
    hasBody = true;
    return rest;
  }

  /** Returns how long the cleaned picture's start is. */
  long lengthOfStart() {
    return start.length();
  }

  /** Returns how long the cleaned picture's rest is. */
  long lengthOfRest() {
    return rest.length();
  }

  /** Returns an end of image. */
  static byte[] eoi() {
    return new byte[] {(byte) 0xff, (byte) Jpeg.EOI};
  }

  /**
   * Returns the cleaned picture.
   *
   * @param segments to put between its start and its rest
   */
  Cleaned with(List<byte[]> segments) {
    segments.forEach(start::put);
    start.add(rest);
    return start;
  }
}
