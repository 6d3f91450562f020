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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Prints, for each format, how long checking and cleaning an image of some megabytes takes beside
 * SHA-256 over the same bytes. Run by {@code mvn -pl core -Pbenchmark test}; nothing is asserted.
 */
class CheckBenchmark {

  private static final int WIDTH = 2000;
  private static final int HEIGHT = 1000;
  private static final int ROUNDS = 15;
  private static final long ROUND_NANOS = 200_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private int sink;

  @Test
  void printsTheRatioOfEachFormat() throws Exception {
    System.out.printf("%-5s %10s %12s %12s %8s%n", "", "bytes", "SHA-256", "check", "ratio");
    for (Map.Entry<String, byte[]> each : images().entrySet()) {
      byte[] file = each.getValue();
      double hashing = nanosOf(() -> sha256(file));
      double checking = nanosOf(() -> check(file));
      System.out.printf(
          "%-5s %10d %7.0f MB/s %7.0f MB/s %8.3f%n",
          each.getKey(),
          file.length,
          file.length * 1e3 / hashing,
          file.length * 1e3 / checking,
          checking / hashing);
    }
    System.out.println("sink " + sink);
  }

  /**
   * Returns the median of the processor time that one run takes, after rounds that warm up: what
   * else the machine does is not counted.
   */
  private static double nanosOf(Runnable run) {
    double[] rounds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long spent = 0;
      int runs = 0;
      for (; spent < ROUND_NANOS; spent = THREADS.getCurrentThreadCpuTime() - start) {
        run.run();
        runs++;
      }
      rounds[round] = (double) spent / runs;
    }
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private void sha256(byte[] file) {
    try {
      sink += MessageDigest.getInstance("SHA-256").digest(file)[0];
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(byte[] file) {
    sink += (int) ImageChecker.check(file, file.length, true).bytes().length();
  }

  /** Images with metadata; where the JDK has no encoder, the pixels are noise in the right box. */
  private static Map<String, byte[]> images() throws IOException {
    byte[] noise = new byte[4 << 20];
    new Random(7).nextBytes(noise);
    Map<String, byte[]> images = new LinkedHashMap<>();
    byte[] jpeg = encoded("jpeg");
    byte[] app1 = segment(0xe1, "Exif\0\0", exif(6));
    images.put("JPEG", bytes(0xff, 0xd8, app1, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
    byte[] png = encoded("png");
    byte[] text = chunk("tEXt", "Comment\0words");
    images.put("PNG", bytes(Arrays.copyOf(png, 33), text, Arrays.copyOfRange(png, 33, png.length)));
    byte[] gif = encoded("gif");
    byte[] comment = bytes(extension(0xfe, bytes("words")), 0x3b);
    images.put("GIF", bytes(Arrays.copyOf(gif, gif.length - 1), comment));
    byte[] canvas = riff("VP8X", 8, le24(0), le24(WIDTH - 1), le24(HEIGHT - 1));
    byte[] pixels = riff("VP8L", 0x2f, le32((WIDTH - 1) | (HEIGHT - 1) << 14), noise);
    byte[] chunks = bytes(canvas, pixels, riff("EXIF", exif(6)));
    images.put("WebP", bytes("RIFF", le32(chunks.length + 4), "WEBP", chunks));
    for (String type : new String[] {"av01", "hvc1"}) {
      HeifBuild build = new HeifBuild().item(2, "Exif", exif(6)).item(3, "mime", new byte[3000]);
      byte[] configuration = type.equals("av01") ? HeifBuild.AV1C : HeifBuild.HVCC;
      int size = build.property(HeifBuild.ISPE);
      build.item(1, type, noise, size, build.property(configuration));
      images.put(type.equals("av01") ? "AVIF" : "HEIC", build.build());
    }
    return images;
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
