package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the image is made of, as far as no container engine is needed to tell. */
class DockerfileTest {

  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path JAR_DOCKERFILE = Path.of("jar.Dockerfile");

  private static List<List<String>> copies() throws IOException {
    return Files.readAllLines(DOCKERFILE).stream()
        .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
        .map(line -> Arrays.asList(line.split("\\s+")))
        .toList();
  }

  private static boolean isIgnored(String file, String rules) throws IOException {
    boolean ignored = false;
    for (String rule : Files.readAllLines(Path.of(rules))) {
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
  void whatItCopiesIsInItsContext() throws IOException {
    assertThat(copies()).isNotEmpty();
    for (List<String> copy : copies()) {
      for (String source : copy.subList(2, copy.size() - 1)) {
        assertThat(isIgnored(source, ".dockerignore")).as(source).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"target/imagevault.jar", "src/main", ".env", "pom.xml"})
  void itsContextHasNothingElse(String file) throws IOException {
    assertThat(isIgnored(file, ".dockerignore")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        ".mvn/jvm.config",
        "core/pom.xml",
        "core/src/main/java/module-info.java",
        "adapter-s3/src/main/java/A.java",
        "app/src/main/java/A.java"
      })
  void theJarsContextHasWhatItIsBuiltOf(String file) throws IOException {
    assertThat(isIgnored(file, "jar.Dockerfile.dockerignore")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        ".git/config",
        "key.pem",
        "app/.env",
        ".imagevault/jwt-secret",
        "app/target/imagevault-server.jar",
        "core/target/classes/A.class"
      })
  void theJarsContextHasNothingElse(String file) throws IOException {
    assertThat(isIgnored(file, "jar.Dockerfile.dockerignore")).isTrue();
  }

  @Test
  void whatItCopiesCanBeReadByTheUserThatItRunsAs() throws IOException {
    assertThat(copies()).allMatch(copy -> copy.get(1).matches("--chmod=0?[0-7][0-7][4-7]"));
    assertThat(Files.readString(DOCKERFILE)).containsPattern("\nUSER [1-9][0-9]*:[1-9]");
  }

  @Test
  void theJarIsMadeByMaven() throws IOException {
    assertThat(Files.readString(JAR_DOCKERFILE))
        .containsPattern("\nFROM \\$\\{MAVEN} AS built\n")
        .containsPattern("\nRUN mvn .*package -DskipTests\n");
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
