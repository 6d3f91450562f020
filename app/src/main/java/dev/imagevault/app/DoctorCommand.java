package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.dev.Target;
import dev.imagevault.app.doctor.Doctor;
import dev.imagevault.app.doctor.Finding;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at each part of the service for real, and says what is wrong with it. */
@Command(
    name = "doctor",
    description = {
      "Checks each part for real, with the service's own credentials, and prints a line for each:"
          + " ✓ what was found, ✗ what is wrong and the remedy, – why it could not be checked.",
      "Stores, reads and deletes one small object. Exits with 0 where there is no ✗, else 1; 2"
          + " where the configuration is incomplete. Takes the environment of serve."
    })
final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print an array of {check, status, detail} instead.")
  private boolean json;

  @Mixin private TargetOption service = new TargetOption();

  /** Made by the command line. */
  DoctorCommand() {}

  @Override
  public Integer call() throws Exception {
    List<Finding> findings = new ArrayList<>();
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.FAILURE)) {
      Target target = service.target(lifecycle);
      AppConfig config = AppConfig.read(target.environment());
      new Doctor(config, target.kind(), Clock.systemUTC())
          .examine(
              lifecycle,
              finding -> {
                findings.add(finding);
                if (!json) {
                  System.out.println(finding.line());
                }
              });
    }
    if (json) {
      System.out.println(
          findings.stream().map(Finding::json).collect(Collectors.joining(",\n ", "[", "]")));
    }
    return findings.stream().anyMatch(finding -> finding.status() == Finding.Status.FAILED)
        ? ExitCode.FAILURE
        : 0;
  }
}
