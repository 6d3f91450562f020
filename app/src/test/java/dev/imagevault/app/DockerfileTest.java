package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the image is made of, as far as no container engine is needed to tell. */
class DockerfileTest {

  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path IGNORED = Path.of("..", ".dockerignore");

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        ".mvn/jvm.config",
        "core/pom.xml",
        "core/src/main/java/module-info.java",
        "adapter-s3/src/main/java/A.java",
        "app/target/imagevault-server.jar"
      })
  void itsContextHasWhatTheJarIsBuiltOf(String file) throws IOException {
    assertThat(isIgnored(file)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        ".git/config",
        "key.pem",
        "app/.env",
        ".imagevault/jwt-secret",
        "app/target/imagevault.jar",
        "core/target/classes/A.class"
      })
  void itsContextHasNothingElse(String file) throws IOException {
    assertThat(isIgnored(file)).isTrue();
  }

  @Test
  void itRunsAsAUserThatCanReadTheJars() throws IOException {
    assertThat(Files.readString(DOCKERFILE))
        .contains("chmod 0644 /halves/*.jar")
        .containsPattern("\nUSER [1-9][0-9]*:[1-9]");
  }

  @Test
  void itBuildsTheJarByMavenUnlessAJarIsGiven() throws IOException {
    assertThat(Files.readString(DOCKERFILE))
        .containsPattern("\nFROM \\$\\{MAVEN} AS jar\n")
        .containsPattern("\nRUN test .*JAR.* = given \\|\\| mvn .*package -DskipTests\n");
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
