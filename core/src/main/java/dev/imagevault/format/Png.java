package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.zip.CRC32;
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

  private record Chunk(String type, int from, Reader data, int end) {}

  private final Reader in;
  private final Cleaned cleaned;
  private final CRC32 crc = new CRC32();
  private final PngHeader header;
  private final PngAncillary ancillary;
  private final PngAnimation animation;
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
    Chunk first = next();
    if (!first.type.equals("IHDR")) {
      throw in.invalid("its header is not its first chunk");
    }
    this.header = new PngHeader(first.data);
    this.ancillary = new PngAncillary(header, cleaned);
    this.animation = new PngAnimation(header.size());
    cleaned.keep(start, in.position());
  }

  private CheckedImage check() {
    Chunk chunk = next();
    while (!chunk.type.equals("IEND")) {
      take(chunk);
      chunk = next();
    }
    cleaned.keep(chunk.from, chunk.end);
    if (chunk.data.remaining() > 0) {
      throw in.invalid("its end chunk is not empty");
    }
    checkWhole();
    return new CheckedImage(
        ImageFormat.PNG,
        header.size().shown(ancillary.orientation()),
        cleaned.build(in.position()));
  }

  private Chunk next() {
    if (++chunks > Limits.MAX_PARTS) {
      throw in.beyondLimit(Limits.MAX_PARTS, "chunks");
    }
    int from = in.position();
    long length = in.u32();
    String type = in.type();
    if (length > Integer.MAX_VALUE || !type.chars().allMatch(Png::isLetter)) {
      throw in.invalid("a chunk is malformed");
    }
    Reader data = in.part(length);
    in.budget().steps(data.remaining() / Long.BYTES);
    crc.reset();
    crc.update(in.array(), from + 4, data.end() - from - 4);
    if (crc.getValue() != in.u32()) {
      throw in.invalid("a chunk's checksum is wrong");
    }
    return new Chunk(type, from, data, in.position());
  }

  private void take(Chunk chunk) {
    imageDataEnded |= hasImageData && !chunk.type.equals("IDAT");
    switch (chunk.type) {
      case "IDAT" -> imageData(chunk.data);
      case "PLTE" -> palette(chunk.data);
      default -> {
        boolean isCritical = Character.isUpperCase(chunk.type.charAt(0));
        if (isCritical) {
          throw in.invalid("it has an unknown critical chunk, or one twice");
        }
        if (!animation.chunk(chunk.type, hasImageData, chunk.data)) {
          ancillary.chunk(chunk.type, chunk.from, chunk.data, paletteEntries);
          return;
        }
      }
    }
    cleaned.keep(chunk.from, chunk.end);
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

  private void imageData(Reader data) {
    if (imageDataEnded) {
      throw in.invalid("its image data are not together");
    }
    hasImageData = true;
    animation.imageData();
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

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
