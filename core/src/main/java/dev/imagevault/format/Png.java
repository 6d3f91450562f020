package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.UploadPolicy;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * PNG, third edition, with its animations: from IHDR over chunks, each with its checksum, to IEND.
 * Nothing is inflated.
 */
final class Png {

  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

  private final Reader in;
  private final Cleaned cleaned;
  private final CRC32 crc = new CRC32();
  private @Nullable PngHeader header;
  private @Nullable PngAncillary ancillary;
  private @Nullable PngAnimation animation;
  private int paletteEntries;
  private int imageData;
  private boolean imageDataEnded;
  private int zlibHeader;

  private Png(Reader in) {
    this.in = in;
    this.cleaned = new Cleaned(in.array());
  }

  /** Recognises also a PNG that was transferred as text, which the rest of its signature tells. */
  static boolean recognises(Reader in) {
    return in.startsWith("\u0089PNG");
  }

  static CheckedImage check(Reader in, boolean stripMetadata) {
    return new Png(in).check(stripMetadata);
  }

  private CheckedImage check(boolean stripMetadata) {
    int start = in.position();
    if (!in.startsWith(SIGNATURE)) {
      throw in.invalid("its signature is damaged");
    }
    in.skip(SIGNATURE.length());
    cleaned.keep(start, in.position());
    int chunks = 0;
    String type;
    do {
      if (++chunks > UploadPolicy.MAX_PARTS) {
        throw in.beyondLimit(UploadPolicy.MAX_PARTS, "chunks");
      }
      int from = in.position();
      long length = in.u32();
      type = type(length);
      Reader data = in.part(length);
      checkCrc(from + 4, data.end());
      chunk(type, from, data);
    } while (!type.equals("IEND"));
    PngHeader first = checkWhole();
    int orientation = ancillary == null ? Exif.UPRIGHT : ancillary.orientation();
    return new CheckedImage(
        ImageFormat.PNG,
        first.size().shown(orientation),
        stripMetadata ? cleaned.build() : ImageBytes.of(in.array(), start, in.position() - start));
  }

  private String type(long length) {
    String type = in.type();
    if (length > Integer.MAX_VALUE || !type.chars().allMatch(Png::isLetter)) {
      throw in.invalid("a chunk is malformed");
    }
    return type;
  }

  private void checkCrc(int start, int end) {
    long expected = in.u32();
    crc.reset();
    crc.update(in.array(), start, end - start);
    if (crc.getValue() != expected) {
      throw in.invalid("a chunk's checksum is wrong");
    }
  }

  private void chunk(String type, int from, Reader data) {
    if (type.equals("IHDR") == (header != null)) {
      throw in.invalid("its header is not its first chunk");
    }
    if (header == null) {
      header = new PngHeader(data);
      ancillary = new PngAncillary(header, cleaned);
      cleaned.keep(from, in.position());
      return;
    }
    imageDataEnded |= imageData > 0 && !type.equals("IDAT");
    switch (type) {
      case "IDAT" -> imageData(data);
      case "PLTE" -> palette(data);
      case "IEND" -> {
        if (data.remaining() > 0) {
          throw in.invalid("its end chunk is not empty");
        }
      }
      case "acTL" -> {
        if (animation != null || imageData > 0) {
          throw in.invalid("its animation control is in the wrong place");
        }
        animation = new PngAnimation(header.size(), data);
      }
      default -> {
        if (!isAncillary(type)) {
          throw in.invalid("it has an unknown critical chunk");
        }
        boolean framed = animation != null && animation.chunk(type, imageData > 0, data);
        if (!framed) {
          ancillary(type, from, data);
          return;
        }
      }
    }
    cleaned.keep(from, in.position());
  }

  private void ancillary(String type, int from, Reader data) {
    if (ancillary != null) {
      ancillary.chunk(type, from, data, paletteEntries);
    }
  }

  private void palette(Reader data) {
    int length = data.remaining();
    if (paletteEntries > 0 || imageData > 0 || header == null || !header.mayHavePalette()) {
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
    imageData++;
    if (animation != null) {
      animation.imageData();
    }
    while (zlibHeader < 0x10000 && data.remaining() > 0) {
      // A leading one tells how many of the two bytes, which chunks may separate, are known.
      zlibHeader = (zlibHeader == 0 ? 1 : zlibHeader) << 8 | data.u8();
    }
  }

  private PngHeader checkWhole() {
    if (header == null || imageData == 0) {
      throw in.invalid("it has no image data");
    }
    if (header.needsPalette() && paletteEntries == 0) {
      throw in.invalid("it has no palette");
    }
    if (zlibHeader < 0x10000 || !isZlib(zlibHeader & 0xffff)) {
      throw in.invalid("its image data are not compressed as they must be");
    }
    if (animation != null) {
      animation.checkWhole(in);
    }
    return header;
  }

  /** RFC 1950, 2.2: deflate, a window of at most 32 KiB, no preset dictionary, a check sum. */
  static boolean isZlib(int twoBytes) {
    return (twoBytes >> 8 & 15) == 8
        && twoBytes >> 12 <= 7
        && (twoBytes & 0x20) == 0
        && twoBytes % 31 == 0;
  }

  private static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static boolean isAncillary(String type) {
    return Character.isLowerCase(type.charAt(0));
  }
}
