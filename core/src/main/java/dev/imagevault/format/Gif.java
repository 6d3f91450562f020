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
  private int width;
  private int height;
  private int frames;
  private boolean hasPicture;

  private Gif(Reader in, boolean stripMetadata) {
    this.in = in;
    this.cleaned = new Cleaned(in, stripMetadata);
  }

  private CheckedImage check() {
    int start = in.position();
    in.skip(HEADER_LENGTH);
    width = in.u16le();
    height = in.u16le();
    int flags = in.u8();
    in.skip(2);
    colourTable(flags);
    cleaned.keep(start, in.position());
    int blocks = 0;
    while (hasBlock(in.ahead())) {
      if (++blocks > Limits.MAX_PARTS) {
        throw in.beyondLimit(Limits.MAX_PARTS, "blocks");
      }
      int from = in.position();
      if (in.u8() == IMAGE) {
        image();
        cleaned.keep(from, in.position());
      } else {
        GifExtension.read(in, from, cleaned);
      }
    }
    if (!hasPicture) {
      throw in.invalid("it has no image data");
    }
    boolean isEnded = in.remaining() > 0 && in.peek() == TRAILER;
    if (isEnded) {
      cleaned.keep(in.position(), in.skip(1).position());
    }
    byte[] lacking = isEnded ? new byte[0] : new byte[] {TRAILER};
    return new CheckedImage(
        ImageFormat.GIF, PixelSize.of(in, width, height), cleaned.build(in.position(), lacking));
  }

  /**
   * Returns whether another block comes. After the first frame viewers take what is none, and the
   * end of the file, for the trailer.
   */
  private boolean hasBlock(Reader ahead) {
    if (frames > 0 && ahead.remaining() == 0) {
      return false;
    }
    int block = ahead.u8();
    if (frames == 0 && block != IMAGE && block != EXTENSION && block != TRAILER) {
      throw in.invalid("it has an unknown block");
    }
    return block == IMAGE || (block == EXTENSION && (frames == 0 || isWhole(ahead)));
  }

  private static boolean isWhole(Reader extension) {
    extension.skip(Math.min(1, extension.remaining()));
    while (extension.remaining() > 0) {
      int length = extension.u8();
      if (length == 0) {
        return true;
      }
      extension.skip(Math.min(length, extension.remaining()));
    }
    return false;
  }

  /** The first frame makes the screen as large as itself; no later one does. As in Chromium. */
  private void image() {
    int x = in.u16le();
    int y = in.u16le();
    int frameWidth = in.u16le();
    int frameHeight = in.u16le();
    if (++frames == 1) {
      width = Math.max(width, x + frameWidth);
      height = Math.max(height, y + frameHeight);
    }
    colourTable(in.u8());
    int codeSize = in.u8();
    if (frameWidth == 0 || frameHeight == 0) {
      in.budget().frame(new PixelSize(frameWidth, frameHeight), in);
    } else {
      PixelSize.ofFrame(in, frameWidth, frameHeight);
      if (codeSize < 1 || codeSize > MAX_CODE_SIZE) {
        throw in.invalid("its pixels have an impossible code size");
      }
      if (in.peek() == 0) {
        throw in.invalid("a frame has no pixels");
      }
      hasPicture = true;
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
