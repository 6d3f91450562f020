package dev.imagevault.app.render;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image that was decoded.
 *
 * @param samples no smaller than what is wanted
 * @param colours what its colours mean
 * @param orientation as EXIF says it, 1 to 8
 */
record Source(Samples samples, ColorSpace colours, int orientation) {

  /** Each scan of a progressive JPEG is decoded to pixels, so a large one takes too long. */
  private static final long MAX_PROGRESSIVE_PIXELS = 24_000_000;

  /** An image has at most 4 bytes a pixel, and nearly as many again while it is scaled. */
  private static final int MEMORY_PER_PIXEL = 7;

  private static final int MAX_PROFILE = 4 << 20;

  /**
   * Decodes the first frame.
   *
   * @param edge of the largest picture that will be wanted
   * @throws IOException it cannot be decoded, or not within the memory
   */
  static Source decode(byte[] image, String extension, int edge) throws IOException {
    Container container = new Container(image);
    ImageReader reader = ImageIO.getImageReadersBySuffix(extension).next();
    // Reading what is not pixels can cost hundreds of megabytes.
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(image)), true, !container.keyed);
    long pixels =
        Math.max(
            (long) reader.getWidth(0) * reader.getHeight(0),
            (long) container.canvasWidth * container.canvasHeight);
    if (pixels * MEMORY_PER_PIXEL > Runtime.getRuntime().maxMemory()) {
      throw new IIOException("it has too many pixels for the memory that there is");
    }
    if (container.progressive && pixels > MAX_PROGRESSIVE_PIXELS) {
      throw new IIOException("it is a progressive JPEG of too many pixels");
    }
    BufferedImage decoded = reader.read(0);
    ColorSpace colours = decoded.getColorModel().getColorSpace();
    if (container.profile.length > 0 || colours.getType() != ColorSpace.TYPE_RGB) {
      colours = colours(container.profile);
    }
    if (container.canvasWidth > 0) {
      decoded = onCanvas(decoded, container);
    }
    return new Source(Shrunk.of(decoded, edge), colours, container.orientation);
  }

  /** A PNG's profile, which the JDK takes no notice of; grey and what is broken is sRGB. */
  private static ColorSpace colours(byte[] deflated) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      ICC_Profile profile = ICC_Profile.getInstance(in.readNBytes(MAX_PROFILE));
      if (profile.getColorSpaceType() == ColorSpace.TYPE_RGB) {
        return new ICC_ColorSpace(profile);
      }
    } catch (IllegalArgumentException | IOException broken) {
      // As browsers do, without it.
    }
    return ColorSpace.getInstance(ColorSpace.CS_sRGB);
  }

  /** Returns the canvas with this frame on it, which is transparent elsewhere. */
  private static BufferedImage onCanvas(BufferedImage frame, Container gif) {
    if (frame.getWidth() == gif.canvasWidth && frame.getHeight() == gif.canvasHeight) {
      return frame;
    }
    BufferedImage canvas =
        new BufferedImage(gif.canvasWidth, gif.canvasHeight, BufferedImage.TYPE_4BYTE_ABGR);
    Graphics2D graphics = canvas.createGraphics();
    graphics.drawImage(frame, gif.left, gif.top, null);
    graphics.dispose();
    return canvas;
  }
}
