package dev.imagevault.app.render;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/**
 * Renders one image, and ends: the main class of a JVM that knows nothing. It reads the image from
 * standard input, and writes to standard output for each picture whether it is PNG (or JPEG), its
 * width and height in two bytes each, its length in four, and its bytes. Its arguments are the
 * format and what is wanted, such as {@code jpg 1600:BEST 400:JPEG}, the largest first.
 */
final class RenderWorker {

  /** The exit code of an image that cannot be rendered. */
  static final int REFUSED = 10;

  private RenderWorker() {}

  /** See above. */
  public static void main(String[] arguments) throws IOException {
    ImageIO.setUseCache(false);
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      render(System.in.readAllBytes(), arguments, new DataOutputStream(out));
    } catch (IOException | RuntimeException e) {
      System.err.println(e);
      System.exit(REFUSED);
    }
  }

  private static void render(byte[] image, String[] arguments, DataOutputStream out)
      throws IOException {
    int largest = Integer.parseInt(arguments[1].split(":", 2)[0]);
    Source source = Source.decode(image, arguments[0], largest);
    Samples samples = source.samples();
    for (int i = 1; i < arguments.length; i++) {
      String[] spec = arguments[i].split(":", 2);
      int edge = Integer.parseInt(spec[0]);
      Samples scaled = samples.scaledTo(edge);
      Picture picture = Picture.of(scaled, source.colours(), source.orientation());
      boolean png = picture.transparent() && spec[1].equals("BEST");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      picture.write(png, bytes);
      out.writeBoolean(png);
      out.writeShort(picture.width());
      out.writeShort(picture.height());
      out.writeInt(bytes.size());
      bytes.writeTo(out);
      if (i + 1 < arguments.length
          && Integer.parseInt(arguments[i + 1].split(":", 2)[0]) <= scaled.edge() / 2) {
        // Twice as large is enough to make a smaller one of.
        samples = scaled;
      }
    }
  }
}
