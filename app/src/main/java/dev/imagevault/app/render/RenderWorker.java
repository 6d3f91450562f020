package dev.imagevault.app.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Renders one image, and ends: the main class of a JVM that knows nothing. It tries its own code
 * first, so that all of it is loaded, and then waits for standard input, which has what is wanted
 * as {@link DataInputStream#readUTF} reads it, the largest first, such as {@code jpg 1600:BEST
 * 400:JPEG}, and then the image. It writes to standard output for each picture whether it is PNG
 * (or JPEG), its width and height in two bytes each, its length in four, and its bytes.
 */
final class RenderWorker {

  /** The exit code of an image that cannot be rendered. */
  static final int REFUSED = 10;

  private static final int TRIAL_WIDTH = 900;

  private RenderWorker() {}

  /** See above. */
  public static void main(String[] arguments) throws IOException {
    ImageIO.setUseCache(false);
    warmUp();
    try (DataInputStream in = new DataInputStream(System.in);
        OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      Optional<String> wanted = wanted(in);
      if (wanted.isPresent()) {
        render(wanted.get(), in.readAllBytes(), new DataOutputStream(out));
      }
    } catch (IOException | RuntimeException e) {
      System.err.println(e);
      System.exit(REFUSED);
    }
  }

  /** Returns nothing when there is no image any more. */
  private static Optional<String> wanted(DataInputStream in) throws IOException {
    try {
      return Optional.of(in.readUTF());
    } catch (EOFException ended) {
      return Optional.empty();
    }
  }

  /** Renders as many rows as it takes until the JVM compiles what works on them. */
  private static void warmUp() throws IOException {
    BufferedImage image = new BufferedImage(TRIAL_WIDTH, TRIAL_WIDTH, BufferedImage.TYPE_3BYTE_BGR);
    ByteArrayOutputStream photo = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", photo);
    String wanted = "jpg " + TRIAL_WIDTH / 3 + ":BEST " + TRIAL_WIDTH / 9 + ":BEST";
    render(wanted, photo.toByteArray(), new DataOutputStream(OutputStream.nullOutputStream()));
  }

  private static void render(String wanted, byte[] image, DataOutputStream out) throws IOException {
    String[] arguments = wanted.split(" ");
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
