package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file of five megabytes, checking it takes a bounded heap and bounded steps. */
class CheckCostTest {

  /** The file, what a check may take beside it, and what the JVM needs for itself. */
  private static final String HEAP = "-Xmx18m";

  /** As much for each of the files, that is half as much again as its length. */
  private static final String HEAP_OF_ALL = "-Xmx208m";

  @TempDir static Path directory;
  private static List<String> files = List.of();

  @BeforeAll
  static void writesTheFiles() throws IOException {
    files = new ArrayList<>();
    for (Map.Entry<String, Supplier<byte[]>> file : HostileFiles.all().entrySet()) {
      byte[] content = file.getValue().get();
      assertThat(content.length).as(file.getKey()).isBetween(4 << 20, HostileFiles.SIZE + 65536);
      files.add(Files.write(directory.resolve(file.getKey()), content).toString());
    }
  }

  @Test
  void theWorstFilesAreCheckedInTheHeapAndTheStepsThatAreReserved() throws Exception {
    for (String line : check(HEAP)) {
      String[] cells = line.split("\t");
      long length = Files.size(directory.resolve(cells[0]));
      long most = Budget.STEPS_PER_BYTE * length + Budget.STEPS_OF_ANY_FILE + 65536 * 32;
      assertThat(Long.parseLong(cells[1])).as(line).isPositive().isLessThanOrEqualTo(most);
    }
  }

  @Test
  void allOfThemAtOnceNeedNoMoreThanEachAlone() throws Exception {
    assertThat(check(HEAP_OF_ALL, "--at-once")).hasSizeGreaterThan(20);
  }

  private static List<String> check(String heap, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(CheckCost.class.getName());
    command.addAll(List.of(options));
    command.addAll(files);
    List<String> lines = run(command);
    assertThat(lines).as(String.join("\n", lines)).hasSameSizeAs(files);
    return lines;
  }

  private static List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
