package dev.imagevault.app.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.Rendition;
import dev.imagevault.port.RenditionSpec;
import dev.imagevault.port.RenditionSpec.Encoding;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what pictures of 1600 and 400 pixels cost: processor time of all processes, the most
 * memory that one of them had, and how like they are to a Lanczos reference. Beside each is {@code
 * vipsthumbnail} called bare, once for each picture. The isolation is "limits", because a sandbox
 * hides its processor time; what the sandbox takes more is in the last lines.
 */
class RenderingBenchmark {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int LARGE = 1600;
  private static final int SMALL = 400;
  private static final int ROUNDS = 3;
  private static final double TICKS = 100;
  private static final long MEMORY = 1L << 30;

  @TempDir Path directory;

  @Test
  void printsWhatPicturesCost() throws Exception {
    Map<String, Path> photos = photos();
    ImageRenderer vips = VipsEngine.find(Isolation.LIMITS, MEMORY);
    ImageRenderer jdk = JdkEngine.find(Isolation.LIMITS, MEMORY);
    System.out.println(vips.description() + "\n" + jdk.description());
    System.out.printf(
        "%-18s %-5s %7s %7s %7s %7s %7s%n", "", "", "cpu s", "x bare", "MB", "SSIM", "SSIM s");
    for (Map.Entry<String, Path> photo : photos.entrySet()) {
      double bare = median(() -> bare(photo.getValue()));
      System.out.printf(Locale.ROOT, "%-18s %-5s %7.2f%n", photo.getKey(), "bare", bare);
      print(photo, "vips", vips, bare);
      print(photo, "jdk", jdk, bare);
    }
    for (Isolation isolation : Isolation.values()) {
      ImageRenderer renderer = VipsEngine.find(isolation, MEMORY);
      Path photo = photos.get("JPEG 12 MP");
      double wall = median(() -> wall(() -> render(renderer, photo)));
      System.out.printf(Locale.ROOT, "JPEG 12 MP, vips, %s: %.2f s of time%n", isolation, wall);
    }
  }

  /** What takes so many seconds. */
  private interface Cost {
    double seconds() throws Exception;
  }

  private static double median(Cost cost) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      all.add(cost.seconds());
    }
    all.sort(null);
    return all.get(ROUNDS / 2);
  }

  private static void print(
      Map.Entry<String, Path> photo, String name, ImageRenderer renderer, double bare)
      throws Exception {
    if (!renderer.reads().contains(format(photo.getValue()))) {
      return;
    }
    try (PeakMemory peak = new PeakMemory()) {
      List<Rendition> made = render(renderer, photo.getValue());
      long megabytes = peak.bytes() >> 20;
      double cpu = median(() -> cpu(() -> render(renderer, photo.getValue())));
      BufferedImage whole = ImageIO.read(photo.getValue().resolveSibling("reference.png").toFile());
      boolean same = photo.getKey().endsWith("12 MP");
      System.out.printf(
          Locale.ROOT,
          "%-18s %-5s %7.2f %7.2f %7d %7.3f %7.3f%n",
          photo.getKey(),
          name,
          cpu,
          cpu / bare,
          megabytes,
          same ? Likeness.of(whole, made.get(0), LARGE) : Double.NaN,
          same ? Likeness.of(whole, made.get(1), SMALL) : Double.NaN);
    } catch (RenderingException e) {
      System.out.printf("%-18s %-5s %s%n", photo.getKey(), name, e.getMessage());
    }
  }

  private static List<Rendition> render(ImageRenderer renderer, Path photo) throws IOException {
    List<Rendition> made = new ArrayList<>();
    List<RenditionSpec> specs =
        List.of(new RenditionSpec(LARGE, Encoding.BEST), new RenditionSpec(SMALL, Encoding.BEST));
    try (InputStream in = Files.newInputStream(photo)) {
      renderer.render(format(photo), in, specs, TIMEOUT, made::add);
    }
    return made;
  }

  private static ImageFormat format(Path photo) {
    String name = photo.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return List.of(ImageFormat.values()).stream()
        .filter(format -> format.extension().equals(extension))
        .findFirst()
        .orElseThrow();
  }

  private double bare(Path photo) throws Exception {
    return cpu(
        () -> {
          for (int edge : new int[] {LARGE, SMALL}) {
            String size = edge + "x" + edge + ">";
            run(
                "vipsthumbnail",
                photo.toString(),
                "-s",
                size,
                "-o",
                directory.resolve("bare.jpg") + "[Q=80,strip]");
          }
          return List.of();
        });
  }

  /** What renders. */
  private interface Work {
    List<Rendition> run() throws Exception;
  }

  /** Returns the processor time of children that have ended, and of theirs, in seconds. */
  private static double cpu(Work work) throws Exception {
    double before = children();
    work.run();
    return children() - before;
  }

  private static double wall(Work work) throws Exception {
    long before = System.nanoTime();
    work.run();
    return (System.nanoTime() - before) / 1e9;
  }

  private static double children() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
  }

  private void run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().put("VIPS_CONCURRENCY", "1");
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
    }
  }

  /** Clouds, so that there is something at every scale, and no two runs differ. */
  private Map<String, Path> photos() throws Exception {
    run(
        "convert",
        "-seed",
        "7",
        "-size",
        "4032x3024",
        "plasma:fractal",
        "-attenuate",
        "0.4",
        "+noise",
        "Gaussian",
        "-blur",
        "0x0.7",
        "-depth",
        "8",
        "reference.png");
    run("convert", "reference.png", "-quality", "92", "photo.jpg");
    run("heif-enc", "-q", "60", "reference.png", "-o", "photo.heic");
    run("avifenc", "-s", "9", "--min", "20", "--max", "30", "reference.png", "-o", "photo.avif");
    run("cwebp", "-quiet", "-m", "1", "reference.png", "-o", "photo.webp");
    run("convert", "reference.png", "-resize", "9248x6936!", "-quality", "85", "huge.jpg");
    run("convert", "huge.jpg", "-interlace", "JPEG", "-quality", "85", "scans.jpg");
    Map<String, Path> photos = new TreeMap<>();
    photos.put("JPEG 12 MP", directory.resolve("photo.jpg"));
    photos.put("HEIC 12 MP", directory.resolve("photo.heic"));
    photos.put("AVIF 12 MP", directory.resolve("photo.avif"));
    photos.put("WebP 12 MP", directory.resolve("photo.webp"));
    photos.put("PNG 12 MP", directory.resolve("reference.png"));
    photos.put("JPEG 64 MP", directory.resolve("huge.jpg"));
    photos.put("JPEG 64 MP scans", directory.resolve("scans.jpg"));
    return photos;
  }

  /** Watches how much memory the largest of this process's descendants has had. */
  private static final class PeakMemory implements AutoCloseable {

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread watch = new Thread(this::watch);

    PeakMemory() {
      watch.start();
    }

    private void watch() {
      while (!over.get()) {
        ProcessHandle.current().descendants().forEach(process -> look(process.pid()));
      }
    }

    private void look(long pid) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
          if (line.startsWith("VmHWM:")) {
            long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
            bytes.accumulateAndGet(kilobytes << 10, Math::max);
          }
        }
      } catch (IOException ended) {
        // Between being listed and being read.
      }
    }

    long bytes() throws InterruptedException {
      over.set(true);
      watch.join();
      return bytes.get();
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
