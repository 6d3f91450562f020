package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process is told that renders, and what it refuses to know. */
class RenderConfigTest {

  private static final Map<String, String> VALUES =
      Map.of(
          "AWS_REGION", "eu-central-1",
          "AWS_S3_BUCKET", "photos",
          "DATABASE_URL", "postgres://render:p@localhost/d");

  @TempDir private Path directory;

  @Test
  void databaseAndStoreSuffice() {
    RenderConfig config = RenderConfig.read(new Environment(VALUES));
    assertThat(config.rendering().workers()).isOne();
    assertThat(config.policy().variants()).isEmpty();
    assertThat(config.server().adminPort()).isEmpty();
  }

  @Test
  void itNamesNoVariantsOfItsOwn() {
    Environment environment = new Environment(VALUES).with(Variable.VARIANTS, "thumb:400");
    assertThat(RenderConfig.read(environment).policy().variants()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("VARIANT_WORKERS", "0");
    wrong.put("JWT_SECRET", "Hunter2");
    assertThatThrownBy(() -> RenderConfig.read(new Environment(wrong)))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains("DATABASE_URL", "AWS_S3_BUCKET", "AWS_REGION", "VARIANT_WORKERS", "JWT_SECRET is")
        .doesNotContain("Hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLOUDFRONT_PRIVATE_KEY",
        "CLOUDFRONT_PRIVATE_KEY_FILE",
        "JWT_SECRET",
        "JWT_SECRET_FILE",
        "JWT_SECRET_PREVIOUS",
        "JWT_SECRET_PREVIOUS_FILE"
      })
  void noSecretOfServeIsTakenFromAnySource(String name) throws IOException {
    Map<String, String> process = new HashMap<>(VALUES);
    process.put(name, "/none");
    assertThatThrownBy(() -> RenderConfig.read(Environment.read(directory, process)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(name + " is set");
    Files.writeString(directory.resolve(".env"), name + "=/none\n");
    assertThatThrownBy(() -> RenderConfig.read(Environment.read(directory, VALUES)))
        .hasMessageStartingWith(name + " is set");
    // A decoder reads the file, whatever this process makes of it.
    process.put(name, "");
    assertThatThrownBy(() -> RenderConfig.read(Environment.read(directory, process)))
        .hasMessageStartingWith(name + " is set");
  }
}
