package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.StoreConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.moving.Import;
import dev.imagevault.app.moving.ImportOptions;
import dev.imagevault.app.moving.ImportSource;
import dev.imagevault.app.moving.ListSource;
import dev.imagevault.app.moving.SourceColumn;
import dev.imagevault.app.moving.TableSource;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.s3.ForeignBucket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Takes over the images of an older service. What was not imported goes to stdout, for scripts too:
 * a line for each image with its id, its key and the reason, and a last line of counts, all with
 * tabs between. Progress goes to stderr.
 */
@Command(
    name = "import",
    description = {
      "Takes over the images of an older service: those in a table of the PostgreSQL that"
          + " IMPORT_DATABASE_URL names, or in a list. It changes nothing there, can be cut at any"
          + " moment and repeated, and the service may run meanwhile.",
      "Exits with 0, 1 if an image was not imported, 2 if it could not begin. Takes the"
          + " environment of serve."
    },
    exitCodeOnExecutionException = ExitCode.USAGE)
final class ImportCommand implements Callable<Integer> {

  private static final int MOST_JOBS = 64;

  @Option(
      names = "--from-bucket",
      required = true,
      paramLabel = "NAME",
      description = "The bucket that has the images.")
  private @SuppressWarnings("NullAway.Init") String bucket;

  @Option(
      names = "--from-region",
      paramLabel = "REGION",
      description = "Its region. Default: AWS_REGION.")
  private @Nullable String region;

  @Option(
      names = "--from-endpoint",
      paramLabel = "URL",
      description = "Its store's URL. Default: AWS_ENDPOINT_URL_S3, or AWS.")
  private @Nullable String endpoint;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      defaultValue = "user_images",
      description = "The table, perhaps as SCHEMA.NAME. Default: ${DEFAULT-VALUE}.")
  private @SuppressWarnings("NullAway.Init") String table;

  @Option(
      names = "--from-list",
      paramLabel = "FILE",
      description =
          "A list instead of the table: CSV with a header, id, owner, key, name, createdAt. Only the"
              + " first three are required.")
  private @Nullable Path list;

  @Option(
      names = "--column",
      paramLabel = "WHAT=COLUMN",
      description =
          "What a column is called if not as usual, such as owner=account_id; may be repeated.")
  private Map<String, String> columns = Map.of();

  @Option(
      names = "--new-ids",
      description = "Give the images new ids; the report names old and new.")
  private boolean newIds;

  @Option(names = "--dry-run", description = "Do everything but store.")
  private boolean dryRun;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many at a time. Default: ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Gets a line for each image, in CSV, after those of earlier imports.")
  private @Nullable Path report;

  @Option(
      names = "--max-file-size",
      paramLabel = "BYTES",
      description = "Bytes that an image may have. Default: MAX_FILE_SIZE.")
  private @Nullable Long maxFileSize;

  @Mixin private TargetOption service = new TargetOption();

  /** Made by the command line. */
  ImportCommand() {}

  @Override
  public Integer call() throws Exception {
    requireSound();
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.FAILURE)) {
      Environment target = service.target(lifecycle).environment();
      AppConfig config =
          AppConfig.read(
              maxFileSize == null
                  ? target
                  : target.with(Variable.MAX_FILE_SIZE, maxFileSize.toString()));
      Environment own = Environment.read(Path.of(""));
      ImportSource source = source(own);
      ForeignBucket from =
          new ForeignBucket(lifecycle.start(StoreConfig.source(storeOf(own))::newClient), bucket);
      new Database(config.database()).checkMigrated();
      OpenVault open = OpenVault.open(config, lifecycle, Clock.systemUTC());
      ImportOptions options =
          new ImportOptions(
              newIds, dryRun, jobs, config.policy().maxFileSize(), config.server().uploadMemory());
      boolean complete =
          new Import(
                  open,
                  source,
                  from,
                  config.store().bucket().name(),
                  options,
                  System.out,
                  System.err)
              .run(Optional.ofNullable(report), lifecycle);
      return complete ? 0 : ExitCode.FAILURE;
    }
  }

  private void requireSound() {
    if (jobs < 1 || jobs > MOST_JOBS) {
      throw refused("--jobs is a number from 1 to " + MOST_JOBS);
    }
    long most = VaultPolicy.MAX_FILE_SIZE_LIMIT;
    if (maxFileSize != null && (maxFileSize < 1 || maxFileSize > most)) {
      throw refused("--max-file-size is a number from 1 to " + most);
    }
  }

  private static StartException refused(String why) {
    return new StartException(ExitCode.USAGE, why, null);
  }

  private ImportSource source(Environment environment) {
    Map<SourceColumn, String> chosen = new EnumMap<>(SourceColumn.class);
    columns.forEach(
        (word, column) ->
            chosen.put(
                SourceColumn.called(word)
                    .orElseThrow(
                        () ->
                            refused(
                                "--column knows no "
                                    + word
                                    + ", but "
                                    + SourceColumn.words()
                                    + ": --column owner=account_id")),
                column));
    if (list != null) {
      return new ListSource(list, chosen);
    }
    return new TableSource(AppConfig.importDatabase(environment), table, chosen);
  }

  private Environment storeOf(Environment environment) {
    Environment from = environment;
    if (region != null) {
      from = from.with(Variable.AWS_REGION, region);
    }
    if (endpoint != null) {
      from = from.with(Variable.AWS_ENDPOINT_URL_S3, endpoint);
    }
    return from;
  }
}
