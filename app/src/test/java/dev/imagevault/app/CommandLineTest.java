package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.config.Variable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    return commands.execute(arguments);
  }

  @Test
  void serveHelpListsEveryVariable() {
    run("serve", "--help");
    assertThat(out.toString())
        .contains(Arrays.stream(Variable.values()).map(Variable::name).toList());
    assertThat(out.toString()).contains(secretsInFiles());
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void theReadmeListsEveryVariableInTheSameWords() throws Exception {
    assertThat(Files.readAllLines(Path.of("../README.md")))
        .contains(
            Arrays.stream(Variable.values())
                .map(v -> "| `%s` | %s | %s |".formatted(v, v.meaning(), v.defaultText()))
                .toArray(String[]::new));
    assertThat(Files.readString(Path.of("../README.md")))
        .contains(secretsInFiles().stream().map(name -> "`" + name + "`").toList());
  }

  private static List<String> secretsInFiles() {
    return Arrays.stream(Variable.values())
        .filter(Variable::isSecret)
        .map(Variable::fileName)
        .toList();
  }

  @Test
  void withoutACommandThereIsNothingToDo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Which command?", "Usage:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0s", "-1h", "1w", "1.5h", "h", "1h30m", ""})
  void aTtlIsANumberWithItsUnit(String ttl) {
    assertThat(run("token", "--user", "1", "--ttl", ttl)).isEqualTo(2);
    assertThat(err.toString()).contains("such as 90s, 30m, 1h or 7d");
  }

  @Test
  void aTokenIsForAUserId() {
    assertThat(run("token", "--user", "a\nb")).isEqualTo(2);
    assertThat(err.toString()).contains("control characters");
    assertThat(run("token")).isEqualTo(2);
  }
}
