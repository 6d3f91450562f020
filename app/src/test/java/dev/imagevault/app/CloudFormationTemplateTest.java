package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The template that sets up AWS. */
class CloudFormationTemplateTest {

  @TempDir Path directory;

  @Test
  void cfnLintFindsNothing() throws Exception {
    assumeTrue(installed(), "cfn-lint is not installed: pip install cfn-lint");
    Path report = directory.resolve("report");
    Process lint = cfnLint(report, "deploy/cloudformation.yaml");
    assertThat(report).isEmptyFile();
    assertThat(lint.exitValue()).isZero();
  }

  private boolean installed() throws Exception {
    try {
      return cfnLint(directory.resolve("version"), "--version").exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process cfnLint(Path output, String argument) throws Exception {
    Process process =
        new ProcessBuilder("cfn-lint", argument)
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
