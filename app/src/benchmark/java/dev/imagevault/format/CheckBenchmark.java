package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.le24;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Checks and cleans an image of some megabytes with metadata; the floor is SHA-256 over the same
 * bytes.
 */
@State(Scope.Benchmark)
public class CheckBenchmark {

  private static final int WIDTH = 2000;
  private static final int HEIGHT = 1000;

  /** The image's. */
  @Param({"JPEG", "PNG", "GIF", "WebP", "AVIF", "HEIC"})
  public String format;

  private byte[] file;

  /** There is an image. */
  @Setup
  public void prepare() throws IOException {
    file =
        switch (format) {
          case "JPEG" -> jpeg();
          case "PNG" -> png();
          case "GIF" -> gif();
          case "WebP" -> webP();
          case "AVIF" -> heif("av01", HeifBuild.AV1C);
          default -> heif("hvc1", HeifBuild.HVCC);
        };
  }

  /** Returns what would be stored. */
  @Benchmark
  public CheckedImage check() {
    return ImageChecker.check(file, file.length, true);
  }

  /** Returns the hash. */
  @Benchmark
  public byte[] floor() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(file);
  }

  private static byte[] jpeg() throws IOException {
    byte[] jpeg = encoded("jpeg");
    byte[] app1 = segment(0xe1, "Exif\0\0", exif(6));
    return bytes(0xff, 0xd8, app1, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  private static byte[] png() throws IOException {
    byte[] png = encoded("png");
    byte[] text = chunk("tEXt", "Comment\0words");
    return bytes(Arrays.copyOf(png, 33), text, Arrays.copyOfRange(png, 33, png.length));
  }

  private static byte[] gif() throws IOException {
    byte[] gif = encoded("gif");
    byte[] comment = bytes(extension(0xfe, bytes("words")), 0x3b);
    return bytes(Arrays.copyOf(gif, gif.length - 1), comment);
  }

  private static byte[] webP() {
    byte[] canvas = riff("VP8X", 8, le24(0), le24(WIDTH - 1), le24(HEIGHT - 1));
    byte[] pixels = riff("VP8L", 0x2f, le32((WIDTH - 1) | (HEIGHT - 1) << 14), noise());
    byte[] chunks = bytes(canvas, pixels, riff("EXIF", exif(6)));
    return bytes("RIFF", le32(chunks.length + 4), "WEBP", chunks);
  }

  private static byte[] heif(String type, byte[] configuration) {
    HeifBuild build = new HeifBuild().item(2, "Exif", exif(6)).item(3, "mime", new byte[3000]);
    int size = build.property(HeifBuild.ISPE);
    build.item(1, type, noise(), size, build.property(configuration));
    return build.build();
  }

  /** Pixels of formats that the JDK has no encoder of. */
  private static byte[] noise() {
    byte[] noise = new byte[4 << 20];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] encoded(String format) throws IOException {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int grain = random.nextInt(0x40) * 0x010101;
        int slope = (x * 0xc0 / WIDTH) << 16 | (y * 0xc0 / HEIGHT) << 8;
        picture.setRGB(x, y, slope + grain);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, format, out)) {
      throw new IOException("the JDK has no encoder for " + format);
    }
    return out.toByteArray();
  }
}
