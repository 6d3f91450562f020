package dev.imagevault.format;

/** The frames of an animated PNG (PNG, 11.3.6), in the order of their sequence numbers. */
final class PngAnimation {

  private static final String CONTROL = "acTL";
  private static final String FRAME = "fcTL";
  private static final String FRAME_DATA = "fdAT";
  private static final int CONTROL_LENGTH = 8;
  private static final int FRAME_LENGTH = 26;
  private static final int SEQUENCE_LENGTH = 4;

  private final PixelSize canvas;
  private final Reader image;
  private final ZlibStream stream;
  private final Cleaned cleaned;
  private PngStream pixels;
  private long frames;
  private long framesSeen;
  private long sequence;
  private boolean frameHasData = true;

  PngAnimation(PixelSize canvas, Reader image, ZlibStream stream, Cleaned cleaned) {
    this.stream = stream;
    this.canvas = canvas;
    this.image = image;
    this.cleaned = cleaned;
    this.pixels = framePixels();
  }

  private PngStream framePixels() {
    return new PngStream(FRAME_DATA, SEQUENCE_LENGTH, image, stream, cleaned);
  }

  /** Returns whether a chunk of this type is of an animation, if there is one. */
  static boolean has(String type) {
    return type.equals(CONTROL) || type.equals(FRAME) || type.equals(FRAME_DATA);
  }

  /** Takes note of the image data, which are the first frame's if its control came before. */
  void imageData() {
    frameHasData = true;
  }

  /**
   * Takes a chunk that may be of the animation, keeps what it has of it, and returns whether it is.
   * Without animation control before the image data there is none.
   *
   * @param afterImage whether the image data came before
   */
  boolean chunk(PngChunk chunk, boolean afterImage) {
    String type = chunk.type();
    boolean isOne = type.equals(CONTROL) ? !afterImage : frames > 0 && has(type);
    if (!isOne && !(type.equals(FRAME) && !afterImage)) {
      return false;
    }
    if (!chunk.isSound()) {
      throw image.invalid("the checksum of a chunk of its animation is wrong");
    }
    switch (type) {
      case CONTROL -> control(chunk.data());
      case FRAME -> frame(afterImage, chunk.data());
      default -> {
        frameData(chunk, afterImage);
        return true;
      }
    }
    cleaned.keep(chunk.from(), chunk.end());
    return true;
  }

  private void frameData(PngChunk chunk, boolean afterImage) {
    Reader data = chunk.data();
    if (!afterImage || framesSeen == 0) {
      throw data.invalid("data of its animation are misplaced");
    }
    sequenceNumber(data);
    frameHasData |= data.remaining() > 0;
    pixels.take(chunk);
  }

  private void control(Reader data) {
    if (frames > 0 || data.remaining() != CONTROL_LENGTH) {
      throw data.invalid("its animation control is malformed");
    }
    frames = data.u32();
    if (frames == 0) {
      throw data.invalid("its animation has no frames");
    }
    if (frames > Limits.MAX_FRAMES) {
      throw data.beyondLimit(Limits.MAX_FRAMES, "frames");
    }
  }

  private void frame(boolean afterImage, Reader data) {
    if (data.remaining() != FRAME_LENGTH || !frameHasData) {
      throw data.invalid("a frame of its animation is malformed");
    }
    sequenceNumber(data);
    PixelSize size = PixelSize.ofFrame(data, data.u32(), data.u32());
    long x = data.u32();
    long y = data.u32();
    data.skip(4);
    boolean known = data.u8() <= 2 && data.u8() <= 1;
    boolean inside = x + size.width() <= canvas.width() && y + size.height() <= canvas.height();
    if (!known || !inside || (!afterImage && !size.equals(canvas))) {
      throw data.invalid("a frame of its animation is malformed");
    }
    framesSeen++;
    frameHasData = false;
    pixels = framePixels();
  }

  private void sequenceNumber(Reader data) {
    if (data.u32() != sequence++) {
      throw data.invalid("its animation is out of sequence");
    }
  }

  /** Rejects the image if frames or a frame's data are missing. */
  void checkWhole(Reader image) {
    if (frames > 0 && (framesSeen != frames || !frameHasData)) {
      throw image.invalid("frames of its animation are missing");
    }
  }
}
