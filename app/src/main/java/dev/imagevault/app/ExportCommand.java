package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.moving.Export;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.OwnerId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all images of a user to a folder or a ZIP, for a user who asks for their data. */
@Command(
    name = "export",
    description = {
      "Writes all images of a user as files, under their original names, with images.json: what"
          + " the API says of each, without URLs.",
      "Exits with 0, or 1 if an image could not be read. Takes the environment of serve."
    })
final class ExportCommand implements Callable<Integer> {

  @Option(
      names = "--user",
      required = true,
      paramLabel = "ID",
      description = "The user.",
      converter = OwnerIdConverter.class)
  private @SuppressWarnings("NullAway.Init") OwnerId user;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description = "A new ZIP, if the name ends in .zip, else a new or empty folder.")
  private @SuppressWarnings("NullAway.Init") Path to;

  @Mixin private TargetOption service = new TargetOption();

  /** Made by the command line. */
  ExportCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.FAILURE)) {
      AppConfig config = AppConfig.read(service.target(lifecycle).environment());
      new Database(config.database()).checkMigrated();
      Clock clock = Clock.systemUTC();
      OpenVault open = OpenVault.open(config, lifecycle, clock);
      Export.Outcome outcome = Export.run(open, user, to, lifecycle, System.err, clock);
      System.out.println(
          outcome.exported() + (outcome.exported() == 1 ? " image" : " images") + " in " + to);
      if (outcome.unreadable() == 0) {
        return 0;
      }
      System.err.println("imagevault: images that could not be read: " + outcome.unreadable());
      return ExitCode.FAILURE;
    }
  }
}
