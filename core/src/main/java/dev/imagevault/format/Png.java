package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * PNG, third edition, with its animations: from IHDR over chunks, each with its checksum, to IEND.
 * Nothing is inflated.
 */
final class Png {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          // Also a PNG that was transferred as text, which the rest of its signature tells.
          return start.startsWith("\u0089PNG") ? ImageFormat.PNG : null;
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return new Png(file, stripMetadata).check();
        }
      };

  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final String IMAGE_DATA = "IDAT";
  private static final String END = "IEND";

  private final Reader in;
  private final Cleaned cleaned;
  private final PngHeader header;
  private final PngAncillary ancillary;
  private final PngAnimation animation;
  private final PngStream pixels;
  private int chunks;
  private int paletteEntries;
  private boolean hasImageData;
  private boolean imageDataEnded;
  private int zlibHeader;

  private Png(Reader in, boolean stripMetadata) {
    this.in = in;
    this.cleaned = new Cleaned(in, stripMetadata);
    int start = in.position();
    if (!in.startsWith(SIGNATURE)) {
      throw in.invalid("its signature is damaged");
    }
    in.skip(SIGNATURE.length());
    PngChunk first = next();
    if (!first.type().equals("IHDR")) {
      throw in.invalid("its header is not its first chunk");
    }
    this.header = new PngHeader(first.data());
    this.ancillary = new PngAncillary(header, cleaned);
    ZlibStream stream = new ZlibStream(in);
    this.animation = new PngAnimation(header.size(), in, stream, cleaned);
    this.pixels = new PngStream(IMAGE_DATA, 0, in, stream, cleaned);
    cleaned.keep(start, in.position());
  }

  private CheckedImage check() {
    int end = in.position();
    PngChunk chunk = nextOrNone();
    while (chunk != null && !chunk.type().equals(END)) {
      take(chunk);
      end = in.position();
      chunk = nextOrNone();
    }
    byte[] lacking = {};
    if (chunk == null) {
      lacking = PngChunk.bytes(END, lacking);
    } else if (chunk.data().remaining() > 0) {
      throw in.invalid("its end chunk is not empty");
    } else {
      cleaned.keep(chunk.from(), chunk.end());
      end = chunk.end();
    }
    checkWhole();
    return new CheckedImage(
        ImageFormat.PNG, header.size().shown(ancillary.orientation()), cleaned.build(end, lacking));
  }

  /**
   * Returns the next chunk, or null where viewers take the image as ended, though its end lacks.
   */
  private @Nullable PngChunk nextOrNone() {
    return hasImageData && !PngChunk.isNext(in.ahead()) ? null : next();
  }

  private PngChunk next() {
    if (++chunks > Limits.MAX_PARTS) {
      throw in.beyondLimit(Limits.MAX_PARTS, "chunks");
    }
    return PngChunk.next(in);
  }

  private void take(PngChunk chunk) {
    String type = chunk.type();
    imageDataEnded |= hasImageData && !type.equals(IMAGE_DATA);
    if (type.equals(IMAGE_DATA)) {
      imageData(chunk);
    } else if (type.equals("PLTE")) {
      palette(chunk.data());
      cleaned.keep(chunk.from(), chunk.end());
    } else if (chunk.isCritical()) {
      throw in.invalid("it has an unknown critical chunk, or one twice");
    } else if (!animation.chunk(chunk, hasImageData) && chunk.isSound()) {
      ancillary.chunk(chunk, paletteEntries, hasImageData);
    }
  }

  private void palette(Reader data) {
    int length = data.remaining();
    if (paletteEntries > 0 || hasImageData || !header.mayHavePalette()) {
      throw in.invalid("its palette is in the wrong place");
    }
    if (length % 3 != 0 || length == 0 || length > 3 * 256) {
      throw in.invalid("its palette is malformed");
    }
    paletteEntries = length / 3;
  }

  private void imageData(PngChunk chunk) {
    if (imageDataEnded) {
      throw in.invalid("its image data are not together");
    }
    hasImageData = true;
    animation.imageData();
    pixels.take(chunk);
    Reader data = chunk.data();
    while (zlibHeader < 0x10000 && data.remaining() > 0) {
      // A leading one tells how many of the two bytes, which chunks may separate, are known.
      zlibHeader = (zlibHeader == 0 ? 1 : zlibHeader) << 8 | data.u8();
    }
  }

  private void checkWhole() {
    if (!hasImageData) {
      throw in.invalid("it has no image data");
    }
    if (header.needsPalette() && paletteEntries == 0) {
      throw in.invalid("it has no palette");
    }
    if (zlibHeader < 0x10000 || !isZlib(zlibHeader & 0xffff)) {
      throw in.invalid("its image data are not compressed as they must be");
    }
    animation.checkWhole(in);
  }

  /** RFC 1950, 2.2: deflate, a window of at most 32 KiB, no preset dictionary, a check sum. */
  static boolean isZlib(int twoBytes) {
    return (twoBytes >> 8 & 15) == 8
        && twoBytes >> 12 <= 7
        && (twoBytes & 0x20) == 0
        && twoBytes % 31 == 0;
  }
}
