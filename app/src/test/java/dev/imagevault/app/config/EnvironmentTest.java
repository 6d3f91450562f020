package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

  @TempDir private Path directory;

  private void write(String content) throws IOException {
    Files.writeString(directory.resolve(".env"), content);
  }

  @Test
  void aFileIsReadAsPeopleWriteThem() throws IOException {
    write(
        """
        # The service
        JWT_ISSUER=me
        JWT_AUDIENCE="you # and them"
        JWT_SECRET='in single quotes'

        CLOUDFRONT_PRIVATE_KEY="-----BEGIN
        END-----"
        """);
    Environment environment = Environment.read(directory);
    assertThat(environment.get(Variable.JWT_ISSUER)).contains("me");
    assertThat(environment.get(Variable.JWT_AUDIENCE)).contains("you # and them");
    assertThat(environment.get(Variable.JWT_SECRET)).contains("in single quotes");
    assertThat(environment.get(Variable.CLOUDFRONT_PRIVATE_KEY)).contains("-----BEGIN\nEND-----");
  }

  @Test
  void noFileIsNoProblem() {
    assertThat(Environment.read(directory).has(Variable.JWT_ISSUER)).isFalse();
  }

  @Test
  void aMalformedFileIsReportedWithoutItsContent() throws IOException {
    write("JWT_SECRET hunter2\n");
    assertThatThrownBy(() -> Environment.read(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(".env cannot be read")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void nothingButSpacesIsNotSet() {
    assertThat(new Environment(Map.of("JWT_ISSUER", "  ")).has(Variable.JWT_ISSUER)).isFalse();
  }
}
