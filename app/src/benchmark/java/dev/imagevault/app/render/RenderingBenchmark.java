package dev.imagevault.app.render;

import com.sun.management.ThreadMXBean;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.Rendition;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what pictures of 1600 and 400 pixels cost: processor time of all processes, from when the
 * image comes, and before that, the most memory that one of them had, the heap of this process, and
 * how like the pictures are to a Lanczos reference. Beside each is {@code vipsthumbnail} called
 * bare, once for each picture. The isolation is "limits", because a sandbox hides its processor
 * time; how long both take is in the last lines.
 */
class RenderingBenchmark {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int LARGE = 1600;
  private static final int SMALL = 400;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final long MEMORY = 1L << 30;

  @TempDir Path directory;

  @Test
  void printsWhatPicturesCost() throws Exception {
    SamplePhotos photos = new SamplePhotos(directory);
    Map<Path, Double> bare = new HashMap<>();
    for (Path photo : photos.files().values()) {
      bare.put(photo, median(() -> bare(photos, photo)));
    }
    for (Engines engine : Engines.values()) {
      try (EngineRenderer renderer = engine.find(Isolation.LIMITS)) {
        System.out.printf(
            "%n%s%n%-18s %7s %7s %7s %7s %7s %9s %7s %7s%n",
            renderer.description(),
            "",
            "bare",
            "CPU s",
            "x bare",
            "before",
            "MB",
            "heap KiB",
            "SSIM",
            "SSIM s");
        for (Map.Entry<String, Path> photo : photos.files().entrySet()) {
          if (renderer.reads().contains(SamplePhotos.format(photo.getValue()))) {
            print(photo, renderer, bare.get(photo.getValue()), photos.reference());
          }
        }
      }
    }
    System.out.println();
    for (Engines engine : Engines.values()) {
      for (Isolation isolation : Isolation.values()) {
        try (EngineRenderer renderer = engine.find(isolation)) {
          double elapsed = median(() -> elapsed(renderer, photos.files().get("JPEG 12 MP")));
          System.out.printf(
              Locale.ROOT, "JPEG 12 MP: %.2f s elapsed, %s, %s%n", elapsed, engine, isolation);
        }
      }
    }
  }

  private enum Engines {
    VIPS,
    JDK;

    EngineRenderer find(Isolation isolation) {
      return this == VIPS ? VipsEngine.find(isolation, MEMORY) : JdkEngine.find(isolation, MEMORY);
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
    return median(all);
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static double bare(SamplePhotos photos, Path photo) throws Exception {
    double before = Children.ended();
    for (int edge : new int[] {LARGE, SMALL}) {
      String size = edge + "x" + edge + ">";
      photos.run("vipsthumbnail", photo.toString(), "-s", size, "-o", "bare.jpg[Q=80,strip]");
    }
    return Children.ended() - before;
  }

  private static void print(
      Map.Entry<String, Path> photo, ImageRenderer renderer, double bare, BufferedImage reference)
      throws Exception {
    List<Double> ahead = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    List<Rendition> made = List.of();
    long peak = 0;
    for (int i = 0; i < ROUNDS; i++) {
      double spent = Children.waiting();
      double ended = Children.ended();
      long allocated = allocated();
      try (Children.PeakMemory memory = new Children.PeakMemory()) {
        made = render(renderer, photo.getValue());
        peak = Math.max(peak, memory.bytes());
      } catch (RenderingException e) {
        System.out.printf("%-18s %s%n", photo.getKey(), e.getMessage());
        return;
      }
      heap.add((allocated() - allocated) / 1024.0);
      cpu.add(Children.ended() - ended - spent);
      ahead.add(spent);
    }
    boolean same = photo.getKey().endsWith("12 MP");
    System.out.printf(
        Locale.ROOT,
        "%-18s %7.2f %7.2f %7.2f %7.2f %7d %9.0f %7.3f %7.3f%n",
        photo.getKey(),
        bare,
        median(cpu),
        median(cpu) / bare,
        median(ahead),
        peak >> 20,
        median(heap),
        same ? Likeness.of(reference, made.get(0), LARGE) : Double.NaN,
        same ? Likeness.of(reference, made.get(1), SMALL) : Double.NaN);
  }

  private static double elapsed(ImageRenderer renderer, Path photo) throws Exception {
    Children.waiting();
    long before = System.nanoTime();
    render(renderer, photo);
    return (System.nanoTime() - before) / 1e9;
  }

  private static List<Rendition> render(ImageRenderer renderer, Path photo) throws IOException {
    List<Rendition> made = new ArrayList<>();
    List<RenditionSpec> specs =
        List.of(new RenditionSpec(LARGE, Encoding.BEST), new RenditionSpec(SMALL, Encoding.BEST));
    try (InputStream in = Files.newInputStream(photo)) {
      renderer.render(SamplePhotos.format(photo), in, specs, TIMEOUT, made::add);
    }
    return made;
  }

  /** Returns how many bytes this thread, which does all of this process's work, ever had. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
