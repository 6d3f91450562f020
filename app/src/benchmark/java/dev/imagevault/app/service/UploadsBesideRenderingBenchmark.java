package dev.imagevault.app.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.imagevault.app.Http;
import dev.imagevault.app.LocalBackEnds;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.RunningService;
import dev.imagevault.app.render.InstalledEngine;
import dev.imagevault.app.render.InstalledEngine.Choice;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.render.Isolation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Prints how many uploads a second there are from clients that keep all processors busy, while
 * nothing is rendered and, in turn, while one image after the other is.
 */
class UploadsBesideRenderingBenchmark {

  private static final int CLIENTS = 4;
  private static final int ROUNDS = 7;
  private static final int SECONDS = 4;
  private static final long MEMORY = 1L << 30;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final List<Isolation> ANY = List.of(Isolation.SANDBOX, Isolation.LIMITS);

  private final Random random = new Random(1);
  private final byte[] upload = Pictures.noise(512, 512, random);
  private final byte[] rendered = Pictures.noise(2048, 1536, random);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger renderings = new AtomicInteger();

  UploadsBesideRenderingBenchmark() throws IOException {}

  @Test
  void printsHowManyUploadsThereAre() throws Exception {
    ((Logger) LoggerFactory.getLogger("dev.imagevault")).setLevel(Level.WARN);
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService service = new RunningService(backEnds, Map.of())) {
      Http user = service.user("1");
      for (int i = 0; i < 5; i++) {
        round(user, () -> null);
      }
      for (Choice choice : List.of(Choice.VIPS, Choice.JDK)) {
        try (InstalledEngine engine = InstalledEngine.find(choice, ANY, MEMORY)) {
          measure(user, engine.renderer());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private void measure(Http user, ImageRenderer renderer) throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    renderings.set(0);
    for (int i = 0; i < ROUNDS; i++) {
      alone.add(round(user, () -> null));
      beside.add(round(user, () -> render(renderer)));
    }
    System.out.printf(
        Locale.ROOT,
        "uploads/s: %.0f alone, %.0f beside %d renderings, ratio %.3f: %s%n",
        median(alone),
        median(beside),
        renderings.get(),
        median(beside) / median(alone),
        renderer.description());
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  /** Returns the uploads a second, while something else goes on. */
  private double round(Http user, Callable<Object> beside) throws Exception {
    over.set(false);
    AtomicInteger uploads = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    all.add(threads.submit(beside));
    long began = System.nanoTime();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(
          threads.submit(
              () -> {
                while (System.nanoTime() - began < Duration.ofSeconds(SECONDS).toNanos()) {
                  if (user.upload(upload).statusCode() == 201) {
                    uploads.incrementAndGet();
                  }
                }
                return null;
              }));
    }
    for (Future<?> client : all.subList(1, all.size())) {
      client.get();
    }
    double rate = uploads.get() / ((System.nanoTime() - began) / 1e9);
    over.set(true);
    all.get(0).get();
    return rate;
  }

  private Object render(ImageRenderer renderer) {
    while (!over.get()) {
      renderer.render(
          ImageFormat.PNG,
          new ByteArrayInputStream(rendered),
          List.of(new RenditionSpec(1600, Encoding.BEST), new RenditionSpec(400, Encoding.BEST)),
          TIMEOUT,
          made -> renderings.incrementAndGet());
    }
    return over;
  }
}
