package dev.imagevault.app.render;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What is shown: turned, in sRGB.
 *
 * @param image its colours
 * @param alpha how opaque each pixel is; empty if all of them are
 */
record Picture(BufferedImage image, byte[] alpha) {

  private static final float QUALITY = 0.88f;

  static Picture of(Samples samples, ColorSpace colours, int orientation) {
    boolean swapped = orientation > 4;
    boolean mirrored = orientation == 2 || orientation == 3 || orientation > 6;
    boolean flipped = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int width = swapped ? samples.height() : samples.width();
    int height = swapped ? samples.width() : samples.height();
    byte[] pixels = new byte[width * height * 3];
    byte[] alpha = new byte[samples.channels() == 4 ? width * height : 0];
    boolean opaque = true;
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at++) {
        int fromX = swapped ? y : x;
        int fromY = swapped ? x : y;
        fromX = mirrored ? samples.width() - 1 - fromX : fromX;
        fromY = flipped ? samples.height() - 1 - fromY : fromY;
        int from = (fromY * samples.width() + fromX) * samples.channels();
        int opacity = 255;
        if (alpha.length > 0) {
          alpha[at] = samples.bytes()[from + 3];
          opacity = alpha[at] & 0xff;
          opaque &= opacity == 255;
        }
        for (int channel = 0; channel < 3; channel++) {
          int value = samples.bytes()[from + channel] & 0xff;
          if (opacity < 255) {
            value = Math.min(255, (value * 255 + opacity / 2) / Math.max(1, opacity));
          }
          pixels[3 * at + channel] = (byte) value;
        }
      }
    }
    return new Picture(image(pixels, width, height, colours), opaque ? new byte[0] : alpha);
  }

  private static BufferedImage image(byte[] pixels, int width, int height, ColorSpace colours) {
    ColorModel model =
        new ComponentColorModel(colours, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(width, height);
    raster.setDataElements(0, 0, width, height, pixels);
    BufferedImage own = new BufferedImage(model, raster, false, null);
    if (colours.isCS_sRGB()) {
      return own;
    }
    BufferedImage converted = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    return new ColorConvertOp(null).filter(own, converted);
  }

  boolean transparent() {
    return alpha.length > 0;
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  void write(boolean png, OutputStream out) throws IOException {
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      if (png) {
        ImageIO.write(withAlpha(), "png", stream);
        return;
      }
      ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
      JPEGImageWriteParam how = (JPEGImageWriteParam) writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      how.setOptimizeHuffmanTables(true);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(transparent() ? onWhite() : image, null, null), how);
      writer.dispose();
    }
  }

  private BufferedImage withAlpha() {
    BufferedImage all = new BufferedImage(width(), height(), BufferedImage.TYPE_4BYTE_ABGR);
    for (int y = 0, at = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++, at++) {
        all.setRGB(x, y, alpha[at] << 24 | image.getRGB(x, y) & 0xffffff);
      }
    }
    return all;
  }

  private BufferedImage onWhite() {
    BufferedImage opaque = new BufferedImage(width(), height(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(withAlpha(), 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }
}
