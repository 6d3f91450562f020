package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that says what holds, so that a change of it is a decision and is seen in a review. */
final class WrittenDown {

  private static final String COMMAND =
      "mvn -pl app -am test -Dsurefire.failIfNoSpecifiedTests=false -Drewrite -Dtest=";

  private WrittenDown() {}

  /** Rewrites the file where that was asked for; else it must hold exactly the text. */
  static void check(Path file, String text, Class<?> test) throws IOException {
    if (System.getProperty("rewrite") != null) {
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("To write down what is expected now: " + COMMAND + test.getSimpleName())
        .hasContent(text);
  }
}
