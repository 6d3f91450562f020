package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.UploadPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Checks files, one after another, and prints what that cost: a program of its own. */
final class CheckCost {

  private CheckCost() {}

  /** Prints a line for each file: its name, steps, bytes remembered, milliseconds, the verdict. */
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      Budget budget = new Budget(bytes.length, UploadPolicy.DEFAULT.maxPixels(), () -> false);
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
          Path.of(file).getFileName(),
          budget.stepsTaken(),
          budget.remembered(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
          verdict);
    }
  }
}
