package dev.imagevault.app.service;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.imagevault.app.Http;
import dev.imagevault.app.LocalBackEnds;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.RunningService;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Prints how long after the 201 a thumbnail is ready, and how many uploads a second there are while
 * a worker of the same process has more to render than it can.
 */
class VariantsBenchmark {

  private static final int UPLOADS = 10;
  private static final int ROUNDS = 3;
  private static final int CLIENTS = 4;

  /** What a start costs, and the rest after a rendering, are small beside it. */
  private static final Duration ROUND = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(10);

  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(strings = {"vips", "jdk"})
  void printsWhenThumbnailsAreReady(String engine) throws Exception {
    quiet();
    byte[] photo = photo();
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService service = start(backEnds, engine, 1)) {
      Http user = service.user("1");
      List<Double> ready = new ArrayList<>();
      for (int i = 0; i < UPLOADS; i++) {
        var upload = user.upload(photo);
        long answered = System.nanoTime();
        String url = "/api/profile/images/" + Http.member(upload.body(), "id") + "/signed-url";
        await()
            .pollInterval(POLL)
            .until(() -> user.send("GET", url + "?variant=thumb").statusCode() == 200);
        ready.add((System.nanoTime() - answered) / 1e6);
      }
      System.out.printf(
          Locale.ROOT,
          "thumbnail of a JPEG of 12 megapixels, by %s, ms after the 201: median %.0f, most %.0f%n",
          engine,
          median(ready),
          ready.stream().mapToDouble(x -> x).max().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vips", "jdk"})
  void printsHowManyUploadsThereAreWhileTheQueueIsFull(String engine) throws Exception {
    quiet();
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      without.add(uploads(engine, 0));
      with.add(uploads(engine, 1));
    }
    System.out.printf(
        Locale.ROOT,
        "uploads/s: %.0f without a worker, %.0f beside %s whose queue is full, ratio %.3f%n",
        median(without),
        median(with),
        engine,
        median(with) / median(without));
  }

  private static void quiet() {
    ((Logger) LoggerFactory.getLogger("dev.imagevault")).setLevel(Level.WARN);
  }

  private static RunningService start(LocalBackEnds backEnds, String engine, int workers)
      throws Exception {
    Map<String, String> more =
        Map.of(
            "VARIANTS",
            "thumb:400,display:1600",
            "VARIANT_WORKERS",
            String.valueOf(workers),
            "VARIANT_ENGINE",
            engine,
            "VARIANT_ISOLATION",
            "best");
    RunningService service = new RunningService(backEnds, more);
    if (workers > 0) {
      await().until(() -> service.metrics().contains("# TYPE imagevault_rendering_seconds"));
    }
    return service;
  }

  private double uploads(String engine, int workers) throws Exception {
    byte[] upload = Pictures.noise(512, 512, random);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService service = start(backEnds, engine, workers)) {
      Http user = service.user("1");
      for (int i = 0; i < 20; i++) {
        user.upload(upload);
      }
      long begin = System.nanoTime();
      Callable<Integer> client =
          () -> {
            int count = 0;
            while (System.nanoTime() - begin < ROUND.toNanos()) {
              count += user.upload(upload).statusCode() == 201 ? 1 : 0;
            }
            return count;
          };
      int count = 0;
      for (Future<Integer> each : threads.invokeAll(Collections.nCopies(CLIENTS, client))) {
        count += each.get();
      }
      return count / ((System.nanoTime() - begin) / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  private static byte[] photo() throws IOException {
    BufferedImage image = new BufferedImage(4032, 3024, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 4032, 3024, Color.BLUE));
    graphics.fillRect(0, 0, 4032, 3024);
    for (int i = 0; i < 4000; i++) {
      graphics.setColor(new Color(i * 7919 & 0xffffff));
      graphics.fillOval(i * 613 % 4032, i * 467 % 3024, 40, 40);
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }
}
