package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * WebP, RFC 9649: lossy, lossless, extended and animated, the chunks of one RIFF file. No browser
 * turns one as its EXIF says, so nothing of that is kept.
 */
final class WebP {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          boolean isWebP =
              start.startsWith("RIFF")
                  && start.remaining() >= RIFF_HEADER_LENGTH
                  && start.skip(8).startsWith("WEBP");
          return isWebP ? ImageFormat.WEBP : null;
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return new WebP(file, stripMetadata).check();
        }
      };

  private static final int RIFF_HEADER_LENGTH = 12;
  private static final int FRAME_HEADER_LENGTH = 16;
  private static final int ANIMATION_CONTROL_LENGTH = 6;

  private final Reader in;
  private final WebPCleaned cleaned;
  private final WebPPicture picture = new WebPPicture();
  private @Nullable WebPCanvas canvas;
  private boolean hasAnimationControl;
  private boolean hasProfile;
  private int frames;

  private WebP(Reader in, boolean stripMetadata) {
    this.in = in;
    this.cleaned = new WebPCleaned(in.ahead(), stripMetadata);
  }

  private CheckedImage check() {
    in.skip(4);
    Reader chunks = in.part(in.u32le());
    chunks.skip(4);
    for (int count = 0; chunks.remaining() > 0; count++) {
      if (count == Limits.MAX_PARTS) {
        throw in.beyondLimit(Limits.MAX_PARTS, "chunks");
      }
      int from = chunks.position();
      String type = chunks.type();
      Reader data = chunk(chunks);
      int end = chunks.position();
      if (count == 0) {
        first(type, from, data, end);
      } else if (canvas != null) {
        next(canvas, type, from, data, end);
      }
    }
    PixelSize size = canvas == null ? picture.size(in) : checkWhole(canvas);
    return new CheckedImage(ImageFormat.WEBP, size, cleaned.build(in.position()));
  }

  private void first(String type, int from, Reader data, int end) {
    if (type.equals("VP8X")) {
      canvas = WebPCanvas.read(data);
      cleaned.keepCanvas(canvas, from, end);
    } else if (!type.equals("ALPH") && picture.take(type, data)) {
      cleaned.keep(from, end);
    } else {
      throw in.invalid("its first chunk is unknown");
    }
  }

  private void next(WebPCanvas whole, String type, int from, Reader data, int end) {
    switch (type) {
      case "ALPH", "VP8 ", "VP8L" -> {
        if (!whole.isAnimated() && picture.take(type, data)) {
          cleaned.keep(from, end);
        }
      }
      case "ANIM" -> {
        if (whole.isAnimated() && !hasAnimationControl) {
          hasAnimationControl = true;
          int controlEnd = data.skip(ANIMATION_CONTROL_LENGTH).position();
          cleaned.keepStart(from, controlEnd, end);
        }
      }
      case "ANMF" -> {
        if (whole.isAnimated()) {
          frame(whole, from, data, end);
        }
      }
      case "ICCP" -> {
        IccProfile profile = hasProfile ? null : IccProfile.read(data);
        if (profile != null) {
          hasProfile = true;
          cleaned.keepProfile(profile, from, data, end);
        }
      }
      default -> {}
    }
  }

  private void frame(WebPCanvas whole, int from, Reader data, int end) {
    frames++;
    Reader header = data.part(FRAME_HEADER_LENGTH);
    int x = 2 * header.u24le();
    int y = 2 * header.u24le();
    PixelSize size = PixelSize.ofFrame(in, header.u24le() + 1L, header.u24le() + 1L);
    WebPPicture frame = new WebPPicture();
    int keptTo = data.position();
    while (data.remaining() > 0) {
      String type = data.type();
      if (!frame.take(type, chunk(data))) {
        break;
      }
      keptTo = data.position();
    }
    boolean inside =
        x + size.width() <= whole.size().width() && y + size.height() <= whole.size().height();
    if (!hasAnimationControl || !inside || !frame.size(in).equals(size)) {
      throw in.invalid("a frame of its animation is malformed");
    }
    cleaned.keepStart(from, keptTo, end);
  }

  private PixelSize checkWhole(WebPCanvas whole) {
    if (whole.isAnimated() ? frames == 0 : !picture.size(in).equals(whole.size())) {
      throw in.invalid("it has no picture of its stated size");
    }
    return whole.size();
  }

  /** Passes what follows a chunk's type, padding included, and returns its data. */
  private static Reader chunk(Reader in) {
    Reader data = in.part(in.u32le());
    if (data.remaining() % 2 == 1 && in.remaining() > 0) {
      in.skip(1);
    }
    return data;
  }
}
