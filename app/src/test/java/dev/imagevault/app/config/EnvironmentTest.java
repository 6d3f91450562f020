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

class EnvironmentTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path directory;

  private Environment read(String file, Map<String, String> process) throws IOException {
    Files.writeString(directory.resolve(".env"), file);
    return Environment.read(directory, process);
  }

  private String secret(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void theProcessHasItsWayAndTheFileSaysTheRest() throws IOException {
    Environment environment =
        read(
            "JWT_ISSUER=file\nJWT_AUDIENCE=file\nHOST=file\nnone\n",
            Map.of("JWT_ISSUER", "process", "HOST", "", "OTHER", "x"));
    assertThat(environment.get(Variable.JWT_ISSUER)).contains("process");
    assertThat(environment.get(Variable.JWT_AUDIENCE)).contains("file");
    assertThat(environment.has(Variable.HOST)).isFalse();
    assertThat(environment.skippedLines()).containsExactly(4);
  }

  @Test
  void noFileIsNoProblem() {
    assertThat(Environment.read(directory, Map.of()).has(Variable.JWT_ISSUER)).isFalse();
  }

  @Test
  void nothingButSpacesIsNotSet() {
    assertThat(new Environment(Map.of("JWT_ISSUER", "  ")).has(Variable.JWT_ISSUER)).isFalse();
    assertThat(new Environment(Map.of("JWT_SECRET", "  ")).has(Variable.JWT_SECRET)).isFalse();
  }

  @Test
  void spacesCountInTheSecretsOfTokensOnly() {
    Environment environment = new Environment(Map.of("JWT_SECRET", " x ", "JWT_ISSUER", " x "));
    assertThat(environment.get(Variable.JWT_SECRET)).contains(" x ");
    assertThat(environment.get(Variable.JWT_ISSUER)).contains("x");
  }

  @Test
  void everySecretMayBeAFileInEitherSource() throws IOException {
    for (Variable variable : Variable.values()) {
      String file = secret("file", " se cret \n\r\n");
      Map<String, String> set = Map.of(variable + "_FILE", file);
      String expected = variable.isExact() ? " se cret \n" : "se cret";
      if (variable.isSecret()) {
        assertThat(read("", set).get(variable)).contains(expected);
        assertThat(read(variable + "_FILE=file\n", Map.of()).get(variable)).contains(expected);
      } else {
        assertThat(read("", set).has(variable)).isFalse();
      }
    }
  }

  @Test
  void theLineBreakAtTheEndOfAFileIsNoPartOfTheSecret() throws IOException {
    Map<String, String> contents = new HashMap<>();
    contents.put("x\n", "x");
    contents.put("x\r\n", "x");
    contents.put("x", "x");
    contents.put("x\n\n", "x\n");
    contents.put("\uFEFFx\n", "x");
    for (Map.Entry<String, String> content : contents.entrySet()) {
      String file = secret("file", content.getKey());
      assertThat(new Environment(Map.of("JWT_SECRET_FILE", file)).get(Variable.JWT_SECRET))
          .contains(content.getValue());
    }
  }

  @Test
  void eitherFormInTheProcessBeatsBothOfTheFile() throws IOException {
    String file = secret("file", "file");
    String both = "JWT_SECRET=x\nJWT_SECRET_FILE=" + file + "\n";
    assertThat(read(both, Map.of("JWT_SECRET", "process")).get(Variable.JWT_SECRET))
        .contains("process");
    assertThat(
            read("JWT_SECRET=x\n", Map.of("JWT_SECRET_FILE", file, "JWT_SECRET", ""))
                .get(Variable.JWT_SECRET))
        .contains("file");
    assertThat(read("JWT_SECRET_FILE=/none\n", Map.of("JWT_SECRET", "x")).get(Variable.JWT_SECRET))
        .contains("x");
  }

  @Test
  void bothFormsInOneSourceAreRefused() throws IOException {
    String file = secret("file", SECRET);
    Map<String, String> both = Map.of("JWT_SECRET", SECRET, "JWT_SECRET_FILE", file);
    for (Environment environment :
        new Environment[] {
          read("", both), read("JWT_SECRET=" + SECRET + "\nJWT_SECRET_FILE=" + file, Map.of())
        }) {
      assertThat(environment.has(Variable.JWT_SECRET)).isTrue();
      assertThatThrownBy(() -> AppConfig.tokens(environment))
          .hasMessage("JWT_SECRET_FILE is set, and so is JWT_SECRET: set one of them");
    }
  }

  @Test
  void everyFileThatIsOfNoUseIsNamedAtOnceWithItsVariable() throws IOException {
    Map<String, String> set = new HashMap<>();
    set.put("JWT_SECRET_FILE", secret("empty", "\n"));
    set.put("JWT_SECRET_PREVIOUS_FILE", secret("binary", "hunter2\0"));
    set.put("DATABASE_URL_FILE", "/none/here");
    set.put("CLOUDFRONT_PRIVATE_KEY_FILE", directory.toString());
    set.put("AWS_ACCESS_KEY_ID_FILE", secret("huge", "hunter2".repeat(10_000)));
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', (byte) 0xE9});
    set.put("AWS_SECRET_ACCESS_KEY_FILE", latin.toString());
    set.put("AWS_SESSION_TOKEN_FILE", "a\0b");
    assertThatThrownBy(() -> AppConfig.read(read("", set)))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(
            "JWT_SECRET_FILE names " + directory.resolve("empty") + ", which is empty",
            "JWT_SECRET_PREVIOUS_FILE names " + directory.resolve("binary") + ", which is no text",
            "DATABASE_URL_FILE names /none/here, which does not exist",
            "CLOUDFRONT_PRIVATE_KEY_FILE names " + directory + ", which is a directory",
            "AWS_ACCESS_KEY_ID_FILE names " + directory.resolve("huge") + ", which is larger",
            "AWS_SECRET_ACCESS_KEY_FILE names " + latin + ", which is no text",
            "AWS_SESSION_TOKEN_FILE is no path")
        .doesNotContain("hunter2", "is not set, though", "AWS_ACCESS_KEY_ID is", "JWT_SECRET is");
  }

  @Test
  void aFileOfTheWrongContentIsNamedByTheVariableThatNamesIt() throws IOException {
    Environment environment = read("", Map.of("JWT_SECRET_FILE", secret("file", "short")));
    assertThatThrownBy(() -> AppConfig.tokens(environment))
        .hasMessageStartingWith("JWT_SECRET_FILE is shorter than 32 bytes");
  }

  @Test
  void aFileThatNothingReadsIsNoProblem() throws IOException {
    Environment environment =
        read("", Map.of("JWT_SECRET_FILE", "/none", "DATABASE_URL", "postgres://u@localhost/d"));
    assertThat(AppConfig.database(environment).isLoopback()).isTrue();
  }

  @Test
  void whatIsSetAnewTakesThePlaceOfTheFile() throws IOException {
    Environment environment = read("", Map.of("JWT_SECRET_FILE", "/none"));
    assertThat(environment.with(Variable.JWT_SECRET, SECRET).get(Variable.JWT_SECRET))
        .contains(SECRET);
    assertThat(environment.without(Variable.JWT_SECRET).has(Variable.JWT_SECRET)).isFalse();
    assertThat(environment.withDefault(Variable.JWT_SECRET, SECRET).get(Variable.JWT_SECRET))
        .isEmpty();
  }
}
