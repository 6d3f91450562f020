package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever has nothing but the jar finds out first. */
@Tag("commands")
class CommandLineProcessTest {

  private static final int AT_ONCE = 4;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version"})
  void everyCommandHasIt(String option) throws Exception {
    List<String> commands = new ArrayList<>(Main.commandLine().getSubcommands().keySet());
    assertThat(commands).contains("dev", "serve", "migrate", "token", "doctor", "health");
    for (int i = 0; i < commands.size(); i += AT_ONCE) {
      List<String> next = commands.subList(i, Math.min(i + AT_ONCE, commands.size()));
      List<Child> children = new ArrayList<>();
      for (String command : next) {
        children.add(Child.start(directory, Map.of(), command, option));
      }
      for (String command : next) {
        try (Child child = children.get(next.indexOf(command))) {
          assertThat(child.exitCode()).as(command + child.err()).isZero();
          assertThat(child.err()).isEmpty();
          assertThat(child.out())
              .startsWith(option.equals("--help") ? "Usage: imagevault " + command : "imagevault ");
          if (System.getProperty("imagevault.jar") != null) {
            assertThat(child.out()).doesNotContain("(not packaged)");
          }
        }
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "serve --nonsense", "token"})
  void misuseIsToldWithTheCommandsThereAre(String arguments) throws Exception {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    try (Child child = Child.start(directory, Map.of(), words)) {
      assertThat(child.exitCode()).isEqualTo(2);
      assertThat(child.out()).isEmpty();
      assertThat(child.err()).contains("imagevault ");
    }
  }

  /** Containers have no other locale; a sign that became a question mark says nothing. */
  @Test
  void helpIsUtf8InTheLocaleC() throws Exception {
    try (Child asked = Child.start(directory, Map.of("LC_ALL", "C"), "doctor", "--help");
        Child misused = Child.start(directory, Map.of("LC_ALL", "C"), "doctor", "--nonsense")) {
      assertThat(asked.exitCode()).isZero();
      assertThat(asked.out()).contains("✓", "✗", "–");
      assertThat(misused.exitCode()).isEqualTo(2);
      assertThat(misused.err()).contains("✓", "✗", "–");
    }
  }

  /** Docker takes 2 for something else. */
  @Test
  void healthKnowsTwoAnswersOnly() throws Exception {
    try (Child misused = Child.start(directory, Map.of(), "health", "--nonsense");
        Child anyPort = Child.start(directory, Map.of("PORT", "0"), "health");
        Child nobody = Child.start(directory, Map.of("PORT", "1"), "health", "--ready")) {
      assertThat(misused.exitCode()).isEqualTo(1);
      assertThat(anyPort.exitCode()).isEqualTo(1);
      assertThat(anyPort.err().lines()).hasSize(1).allMatch(line -> line.contains("PORT is 0"));
      assertThat(nobody.exitCode()).isEqualTo(1);
      assertThat(nobody.err().lines())
          .hasSize(1)
          .allMatch(line -> line.contains("http://127.0.0.1:1/health/ready"));
    }
  }
}
