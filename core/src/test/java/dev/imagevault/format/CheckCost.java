package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.VaultPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Checks files, one after another or all at once, and prints what that cost: a program of its own.
 */
final class CheckCost {

  private CheckCost() {}

  /**
   * Prints a line for each file: its name, steps, bytes remembered, milliseconds, the verdict.
   *
   * @param arguments the files; all of them are checked at once if {@code --at-once} comes first
   */
  public static void main(String[] arguments) throws Exception {
    boolean atOnce = arguments[0].equals("--at-once");
    ExecutorService threads = Executors.newFixedThreadPool(atOnce ? arguments.length : 1);
    List<Future<?>> checks = new ArrayList<>();
    for (String file : List.of(arguments).subList(atOnce ? 1 : 0, arguments.length)) {
      checks.add(threads.submit(() -> check(Path.of(file))));
    }
    threads.shutdown();
    for (Future<?> check : checks) {
      check.get();
    }
  }

  private static Void check(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Budget budget = new Budget(bytes.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    long start = System.nanoTime();
    String verdict = "accepted";
    try {
      CheckedImage image = ImageChecker.check(bytes, bytes.length, true, budget);
      verdict += " " + image.bytes().length();
    } catch (ImageRejectedException e) {
      verdict = e.getMessage();
    }
    System.out.printf(
        "%s\t%d\t%d\t%d\t%s%n",
        file.getFileName(),
        budget.stepsTaken(),
        budget.remembered(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        verdict);
    return null;
  }
}
