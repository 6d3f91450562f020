package dev.imagevault.app;

import dev.imagevault.SweepReport;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.ListedObject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes all images of a user, as {@code DELETE /api/profile/images} does, and sees them go. */
@Command(
    name = "erase",
    description = {
      "Deletes all images of a user, as DELETE /api/profile/images?all=true does, and waits a"
          + " minute at most for their objects to be removed.",
      "Exits with 0 once nobody sees them any more. Takes the environment of serve."
    })
final class EraseCommand implements Callable<Integer> {

  /** Longer than the leases that a sweeper of the service may have begun with. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

  @Option(
      names = "--user",
      required = true,
      paramLabel = "ID",
      description = "The user.",
      converter = OwnerIdConverter.class)
  private @SuppressWarnings("NullAway.Init") OwnerId user;

  @Mixin private TargetOption service = new TargetOption();

  /** Made by the command line. */
  EraseCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.FAILURE)) {
      AppConfig config = AppConfig.read(service.target(lifecycle).environment());
      new Database(config.database()).checkMigrated();
      OpenVault open = OpenVault.open(config, lifecycle, Clock.systemUTC());
      int count = open.vault().deleteAll(user);
      System.out.println(
          count + (count == 1 ? " image of user " : " images of user ") + user + " deleted");
      System.out.println(finish(open));
    }
    return 0;
  }

  /** Returns what has become of the objects. */
  private String finish(OpenVault open) throws InterruptedException {
    long start = System.nanoTime();
    try {
      while (true) {
        SweepReport report = open.vault().sweep();
        if (!hasObjects(open)) {
          return "All their objects are gone.";
        }
        if (report.firstFailure().isPresent()) {
          throw report.firstFailure().get();
        }
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          return "Some objects are still there; the service's sweeper finishes them.";
        }
        Thread.sleep(BETWEEN_SWEEPS.toMillis());
      }
    } catch (BackEndException e) {
      return "Their objects follow, by the service's sweeper: " + e.getMessage();
    }
  }

  private boolean hasObjects(OpenVault open) {
    try (Stream<ListedObject> objects =
        open.storage().list(ObjectKey.PREFIX + user.keySegment() + "/")) {
      return objects.findAny().isPresent();
    }
  }
}
