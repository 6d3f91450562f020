package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * GIF87a and GIF89a: from the logical screen over blocks to the trailer. The compressed pixels are
 * passed over sub-block by sub-block, not decoded.
 */
final class Gif {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          boolean isGif = start.startsWith("GIF87a") || start.startsWith("GIF89a");
          return isGif ? ImageFormat.GIF : null;
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return new Gif(file, stripMetadata).check();
        }
      };

  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int HEADER_LENGTH = 6;

  /** The largest that leaves room for codes of 12 bits. */
  private static final int MAX_CODE_SIZE = 11;

  private final Reader in;
  private final Cleaned cleaned;
  private int frames;

  private Gif(Reader in, boolean stripMetadata) {
    this.in = in;
    this.cleaned = new Cleaned(in, stripMetadata);
  }

  private CheckedImage check() {
    int start = in.position();
    in.skip(HEADER_LENGTH);
    PixelSize size = PixelSize.of(in, in.u16le(), in.u16le());
    int flags = in.u8();
    in.skip(2);
    colourTable(flags);
    cleaned.keep(start, in.position());
    int blocks = 0;
    int from = in.position();
    for (int block = in.u8(); block != TRAILER; block = in.u8()) {
      if (++blocks > Limits.MAX_PARTS) {
        throw in.beyondLimit(Limits.MAX_PARTS, "blocks");
      }
      if (block == IMAGE) {
        image();
        cleaned.keep(from, in.position());
      } else if (block == EXTENSION) {
        GifExtension.read(in, from, cleaned);
      } else {
        throw in.invalid("it has an unknown block");
      }
      from = in.position();
    }
    cleaned.keep(from, in.position());
    if (frames == 0) {
      throw in.invalid("it has no image data");
    }
    return new CheckedImage(ImageFormat.GIF, size, cleaned.build(in.position()));
  }

  private void image() {
    frames++;
    in.skip(4);
    PixelSize.ofFrame(in, in.u16le(), in.u16le());
    colourTable(in.u8());
    int codeSize = in.u8();
    if (codeSize < 1 || codeSize > MAX_CODE_SIZE) {
      throw in.invalid("its pixels have an impossible code size");
    }
    if (in.peek() == 0) {
      throw in.invalid("a frame has no pixels");
    }
    passSubBlocks(in);
  }

  private void colourTable(int flags) {
    if ((flags & 0x80) != 0) {
      in.skip(3L << ((flags & 7) + 1));
    }
  }

  /** Passes sub-blocks, each with its length before it, and the empty one that ends them. */
  static void passSubBlocks(Reader in) {
    for (int length = in.u8(); length != 0; length = in.u8()) {
      in.skip(length);
    }
  }
}
