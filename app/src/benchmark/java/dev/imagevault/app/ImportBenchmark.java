package dev.imagevault.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how many images a second {@code import} takes over, the start of its process counted, and
 * how many of the same a service takes by form that has been running for a while, from as many
 * clients.
 */
class ImportBenchmark {

  private static final int IMAGES = 3000;
  private static final int WARM_UP = 1000;
  private static final int CLIENTS = 8;

  /** Uploads that come first take the ids from 1 on. */
  private static final long FIRST_ID = 1_000_000;

  /** A JVM as in production; the tests' compiles less. */
  private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=4");

  @TempDir private Path directory;

  @RepeatedTest(3)
  void printsHowFastImagesAreTakenOver(RepetitionInfo round) throws Exception {
    byte[] image = Pictures.noise(260, 256, new Random(1));
    try (LocalBackEnds backEnds = new LocalBackEnds();
        OlderService older = new OlderService()) {
      for (int id = 1; id <= IMAGES; id++) {
        older.add(FIRST_ID + id, 7 + id % 50, image);
      }
      boolean importsFirst = round.getCurrentRepetition() % 2 == 1;
      double imported = importsFirst ? imports(backEnds, older) : 0;
      double uploaded = uploads(backEnds, image);
      imported = importsFirst ? imported : imports(backEnds, older);
      System.out.printf(
          Locale.ROOT,
          "images of %.1f MB a second: %.0f imported, %.0f uploaded, ratio %.2f%n",
          image.length / 1e6,
          imported,
          uploaded,
          imported / uploaded);
    }
  }

  private double imports(LocalBackEnds backEnds, OlderService older) throws Exception {
    Map<String, String> environment = backEnds.environment();
    environment.put("IMPORT_DATABASE_URL", older.url());
    long begin = System.nanoTime();
    try (Child child =
        Child.start(
            OPTIONS, directory, environment, "import", "--from-bucket", older.bucketName())) {
      if (child.exitCode() != 0) {
        throw new IOException(child.out() + child.err());
      }
    }
    return IMAGES / ((System.nanoTime() - begin) / 1e9);
  }

  private double uploads(LocalBackEnds backEnds, byte[] image) throws Exception {
    Map<String, String> environment = backEnds.environment();
    environment.put("LOG_LEVEL", "warn");
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Child service = Child.start(OPTIONS, directory, environment, "serve")) {
      String url = service.awaitOutput("imagevault listens on (http://\\S+)");
      upload(threads, url, image, WARM_UP);
      long begin = System.nanoTime();
      upload(threads, url, image, IMAGES);
      return IMAGES / ((System.nanoTime() - begin) / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  private static void upload(ExecutorService threads, String url, byte[] image, int images)
      throws Exception {
    AtomicInteger left = new AtomicInteger(images);
    Callable<Void> client =
        () -> {
          for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
            Http user = Http.of(url, LocalBackEnds.SECRET, String.valueOf(100 + i % 50));
            int status = user.upload(image).statusCode();
            if (status != 201) {
              throw new IOException("an upload was answered with " + status);
            }
          }
          return null;
        };
    List<Future<Void>> all = threads.invokeAll(Collections.nCopies(CLIENTS, client));
    for (Future<Void> each : all) {
      each.get();
    }
  }
}
