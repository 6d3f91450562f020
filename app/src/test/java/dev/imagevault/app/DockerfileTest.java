package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the image is made of, as far as no container engine is needed to tell. */
class DockerfileTest {

  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path IGNORED = Path.of(".dockerignore");

  private static List<List<String>> copies() throws IOException {
    return Files.readAllLines(DOCKERFILE).stream()
        .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
        .map(line -> Arrays.asList(line.split("\\s+")))
        .toList();
  }

  private static boolean isIgnored(String file) throws IOException {
    boolean ignored = false;
    for (String rule : Files.readAllLines(IGNORED)) {
      String glob = rule.startsWith("!") ? rule.substring(1) : rule;
      Path path = Path.of(file);
      for (Path part = path; part != null; part = part.getParent()) {
        if (FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(part)) {
          ignored = !rule.startsWith("!");
          break;
        }
      }
    }
    return ignored;
  }

  @Test
  void whatItCopiesIsInItsContextAndNothingElseIs() throws IOException {
    assertThat(copies()).isNotEmpty();
    for (List<String> copy : copies()) {
      for (String source : copy.subList(2, copy.size() - 1)) {
        assertThat(isIgnored(source)).as(source).isFalse();
      }
    }
    assertThat(List.of("target/imagevault.jar", "src/main", ".env", "pom.xml"))
        .allMatch(
            file -> {
              try {
                return isIgnored(file);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void whatItCopiesCanBeReadByTheUserThatItRunsAs() throws IOException {
    assertThat(copies()).allMatch(copy -> copy.get(1).matches("--chmod=0?[0-7][0-7][4-7]"));
    assertThat(Files.readString(DOCKERFILE)).containsPattern("\nUSER [1-9][0-9]*:[1-9]");
  }

  @Test
  void itBringsWhatMakesVariantsAndAnInit() throws IOException {
    assertThat(Files.readString(DOCKERFILE))
        .containsPattern("apt-get install .*bubblewrap libvips-tools tini util-linux")
        .containsPattern(
            "COPY --from=halves .*dependencies.jar .*\nCOPY --from=halves .*imagevault.jar ")
        .contains("ENTRYPOINT [\"tini\", \"--\", \"java\"");
  }
}
