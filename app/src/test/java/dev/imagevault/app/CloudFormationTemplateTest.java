package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates that set up AWS. */
class CloudFormationTemplateTest {

  @TempDir Path directory;

  @Test
  void cfnLintFindsNothing() throws Exception {
    assumeTrue(installed(), "cfn-lint is not installed: pip install cfn-lint");
    Path report = directory.resolve("report");
    Process lint = cfnLint(report, "deploy/cloudformation.yaml", "deploy/fargate.yaml");
    assertThat(report).isEmptyFile();
    assertThat(lint.exitValue()).isZero();
  }

  @Test
  void whatIsNamedForTheWholeAccountSaysItsRegion() throws Exception {
    assertThat(Files.readAllLines(Path.of("deploy/cloudformation.yaml")))
        .filteredOn(line -> line.matches(" +(Name|CallerReference): (?!!If ).*"))
        .hasSizeGreaterThan(6)
        .allMatch(line -> line.contains("${AWS::StackName}-${AWS::Region}"));
  }

  private boolean installed() throws Exception {
    try {
      return cfnLint(directory.resolve("version"), "--version").exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process cfnLint(Path output, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("cfn-lint"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("cfn-lint ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return process;
  }
}
