package dev.imagevault.app;

import dev.imagevault.Discrepancy;
import dev.imagevault.ImageVault;
import dev.imagevault.ReconcileReport;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Compares store and database. What it found goes to stdout, for scripts too: a line for each
 * discrepancy, its kind and its key, and a last line of counts, all with tabs between. What people
 * should know of it goes to stderr.
 */
@Command(
    name = "reconcile",
    description = {
      "Compares store and database and reports what is in one of them alone.",
      "Exits with 0 where all agrees or was repaired, 1 where it found something, 2 where it could"
          + " not look. Takes the environment of serve."
    },
    exitCodeOnExecutionException = ExitCode.USAGE)
final class ReconcileCommand implements Callable<Integer> {

  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(2);

  @Option(
      names = "--fix",
      description = "Delete objects without a record, and images without an object.")
  private boolean fix;

  @Option(
      names = "--max",
      paramLabel = "N",
      description =
          "With --fix: how many may be deleted. Default: 100, and when there are more than 10, not"
              + " more than 1 %% of all.")
  private @Nullable Long max;

  @Mixin private TargetOption service = new TargetOption();

  /** Made by the command line. */
  ReconcileCommand() {}

  @Override
  public Integer call() throws Exception {
    if (max != null && (max < 0 || !fix)) {
      throw new StartException(
          ExitCode.USAGE, "--max N takes a number from 0 on, and belongs to --fix", null);
    }
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.USAGE)) {
      AppConfig config = AppConfig.read(service.target(lifecycle).environment());
      new Database(config.database()).checkMigrated();
      ImageVault vault = OpenVault.open(config, lifecycle, Clock.systemUTC()).vault();
      ReconcileReport report =
          fix
              ? vault.repair(
                  max == null ? OptionalLong.empty() : OptionalLong.of(max),
                  ReconcileCommand::print,
                  progress())
              : vault.reconcile(ReconcileCommand::print, progress());
      printCounts(report);
      System.err.println("imagevault: " + conclusion(report));
      return report.agrees() ? 0 : ExitCode.FAILURE;
    }
  }

  private static LongConsumer progress() {
    return new LongConsumer() {
      private long next = System.nanoTime() + BETWEEN_PROGRESS.toNanos();

      @Override
      public void accept(long items) {
        if (System.nanoTime() - next > 0) {
          System.err.printf(Locale.ROOT, "%,d objects and records seen so far%n", items);
          next = System.nanoTime() + BETWEEN_PROGRESS.toNanos();
        }
      }
    };
  }

  private static void print(Discrepancy discrepancy) {
    System.out.println(word(discrepancy.kind()) + "\t" + discrepancy.key());
  }

  private static String word(Discrepancy.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void printCounts(ReconcileReport report) {
    System.out.println(
        String.join(
            "\t",
            "total",
            "objects=" + report.objects(),
            "records=" + report.records(),
            word(Discrepancy.Kind.OBJECT_WITHOUT_RECORD) + "=" + report.objectsWithoutRecord(),
            word(Discrepancy.Kind.RECORD_WITHOUT_OBJECT) + "=" + report.recordsWithoutObject(),
            "repaired=" + report.repaired()));
  }

  private String conclusion(ReconcileReport report) {
    if (report.discrepancies() == 0) {
      return "store and database agree";
    }
    String share = report.discrepancies() + " of " + report.items() + " images";
    if (report.refused()) {
      return "nothing is repaired: "
          + share
          + " would be deleted, and "
          + (max == null
              ? "more than "
                  + ReconcileReport.MOST_REPAIRS
                  + ", or more than "
                  + ReconcileReport.FEW_REPAIRS
                  + " that are over "
                  + ReconcileReport.MOST_PER_CENT
                  + " % of all, rather tell of a wrong bucket or a restored backup"
              : "--max allows " + max)
          + "; where they shall go, repeat with --fix --max "
          + report.discrepancies();
    }
    if (!fix) {
      return share + " are in one of store and database alone; --fix deletes them";
    }
    return report.agrees()
        ? share + " were in one of store and database alone, and are deleted"
        : report.repaired() + " of " + report.discrepancies() + " are repaired; repeat it";
  }
}
