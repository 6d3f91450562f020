package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvFileTest {

  @TempDir private Path directory;

  private static void assertSkipped(String text, Integer... lines) {
    assertThat(DotEnvFile.parse(text).skipped()).containsExactly(lines);
  }

  /** Every kind of setting is the value v of A. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A=v",
        "A=v\n",
        "A=v\r\n",
        "\uFEFFA=v",
        "  A=v  ",
        "A = v",
        "A\t=\tv",
        "export A=v",
        " export \t A = 'v'",
        "A=\"v\"",
        "A='v'",
        "A=\"v\" # comment",
        "A='v'# comment",
        "A=v # comment # more",
        "A=v\t#comment",
        "# comment\n\n   \n\t# A=x\nA=v",
        "A=x\nA=v",
        "A='x\ny'\nA=v\nB=x",
      })
  void aSettingIsTakenInEveryForm(String text) {
    assertThat(DotEnvFile.parse(text).values()).containsEntry("A", "v");
    assertSkipped(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A=| ``",
        "A= # comment| ``",
        "A=''| ``",
        "A=a#b| a#b",
        "A=#b| #b",
        "A=it's \"so\"| it's \"so\"",
        "A=a b=c| a b=c",
        "A=$HOME${X}`$(id)| $HOME${X}`$(id)",
        "A=\"$HOME\\$x\"| $HOME\\$x",
        "A=a\\nb| a\\nb",
        "A='a\\n\"b\\'| a\\n\"b\\",
        "A=\"a\\\"b\\\\n\"| a\"b\\n",
        "A=\" v \"| ` v `",
        "A=\" # v\"| ` # v`",
        "A=ä€| ä€",
      })
  void aValueIsWhatItsQuotesSay(String line, String value) {
    assertThat(DotEnvFile.parse(line).values()).isEqualTo(Map.of("A", value == null ? "" : value));
    assertSkipped(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "'"})
  void aQuotedValueMayHaveSeveralLines(String quote) {
    for (String end : new String[] {"\n", "\r\n"}) {
      String text = "A=" + quote + String.join(end, "a", "#b", "", "C=c" + quote, "none", "B=x");
      DotEnvFile file = DotEnvFile.parse(text);
      assertThat(file.values()).isEqualTo(Map.of("A", "a\n#b\n\nC=c", "B", "x"));
      assertThat(file.skipped()).containsExactly(5);
    }
  }

  @Test
  void lineBreaksMayBeWrittenInDoubleQuotes() {
    assertThat(DotEnvFile.parse("A=\"a\\nb\\r\\n\\tc\\n\"").values())
        .containsEntry("A", "a\nb\r\n\tc\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "hunter2 is none",
        "a name=hunter2",
        "=hunter2",
        "A: hunter2",
        "export A",
        "A=\"hunter2",
        "A='hunter2",
        "A=\"hunter2\"x",
        "A='hunter2' x",
        "A=hunter2\0",
        "A=hunter2\uFFFD",
        "Ä=hunter2"
      })
  void aLineThatIsNoneIsSkippedByItself(String line) {
    DotEnvFile file = DotEnvFile.parse("B=1\n\n" + line + "\nC=2\n");
    assertThat(file.skipped()).containsExactly(3);
    assertThat(file.values()).isEqualTo(Map.of("B", "1", "C", "2"));
    assertThat(file.toString()).doesNotContain("hunter2");
  }

  @Test
  void aQuoteThatIsNeverClosedTakesNoOtherLineWithIt() {
    DotEnvFile file = DotEnvFile.parse("A=\"x\nB=\"y\"\nC='z'\nD=\"\n");
    assertThat(file.values()).isEqualTo(Map.of("B", "y", "C", "z"));
    assertThat(file.skipped()).containsExactly(1, 4);
  }

  @Test
  void namesOfOtherToolsAreNoProblem() {
    assertSkipped("NODE_ENV=production\nMY-OTHER.VAR=x\n1PASSWORD=x\nlower=x\n");
  }

  @Test
  void whateverItHoldsItIsReadToItsEnd() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "AB=\"'\\\n\r \t#x\uFEFF";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      int lines = text.toString().split("\n", -1).length;
      assertThat(DotEnvFile.parse(text.toString()).skipped())
          .as("seed %d: %s", seed, text)
          .isSorted()
          .allMatch(number -> number >= 1 && number <= lines);
    }
  }

  @Test
  void bytesThatAreNoUtf8SpoilTheirLineOnly() throws Exception {
    Files.write(
        directory.resolve(".env"),
        "# caf\u00e9\nA=caf\u00e9\nB=x\n".getBytes(StandardCharsets.ISO_8859_1));
    DotEnvFile file = DotEnvFile.in(directory);
    assertThat(file.values()).isEqualTo(Map.of("B", "x"));
    assertThat(file.skipped()).containsExactly(2);
  }

  @Test
  void whatCannotBeReadAtAllIsToldByItsPath() throws Exception {
    Path file = directory.resolve(".env");
    Files.write(file, "\uFEFFA=hunter2".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> DotEnvFile.in(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + " is UTF-16: save it as UTF-8");
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> DotEnvFile.in(directory)).hasMessageContaining("1048576 bytes");
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> DotEnvFile.in(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + " cannot be read");
  }
}
