package dev.imagevault.app.moving;

import dev.imagevault.ImageImport;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.Origin;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.ForeignBucket;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes over the images of an older service: those that a source lists, from a bucket, so many at a
 * time. It can be cut at any moment and repeated. Memory does not grow with their number.
 */
public final class Import {

  private final OpenVault open;
  private final ImportSource source;
  private final ForeignBucket bucket;
  private final String ownBucket;
  private final ImportOptions options;
  private final PrintStream out;
  private final PrintStream messages;

  /**
   * Nothing is read yet.
   *
   * @param ownBucket that images are imported into
   * @param out is told what is not imported, and how many are
   * @param messages is told how far it is
   */
  public Import(
      OpenVault open,
      ImportSource source,
      ForeignBucket bucket,
      String ownBucket,
      ImportOptions options,
      PrintStream out,
      PrintStream messages) {
    this.open = open;
    this.source = source;
    this.bucket = bucket;
    this.ownBucket = ownBucket;
    this.options = options;
    this.out = out;
    this.messages = messages;
  }

  /**
   * Every image of the source was looked at, or the import stopped, which the messages say.
   *
   * @param reportFile that gets a line for each
   * @param lifecycle closes what it has to
   * @return whether all are imported, now or before
   * @throws StartException it could not begin
   */
  public boolean run(Optional<Path> reportFile, Lifecycle lifecycle) throws Exception {
    Survey survey = survey();
    ImageImport run =
        lifecycle.start(
            () ->
                begun(
                    () ->
                        open.vault()
                            .beginImport()
                            .orElseThrow(
                                () -> refused("another import is under way: wait for it"))));
    if (!options.newIds() && !options.dryRun() && survey.greatest().isPresent()) {
      reserve(run, survey.greatest().get());
    }
    ImportReport report = lifecycle.start(() -> ImportReport.open(out, reportFile));
    Progress progress = new Progress(messages, survey.count());
    ImportJobs jobs = lifecycle.start(() -> new ImportJobs(run, bucket, options, report, progress));
    try {
      source.read(page -> next(page, run, jobs, report, progress));
      jobs.await();
    } catch (StartException | BackEndException e) {
      messages.println(
          "imagevault: the import stopped: "
              + e.getMessage()
              + "; run it again, and it goes on where it was");
      boolean unused = report.conclude();
      return false;
    }
    return report.conclude();
  }

  /** What fails here, fails before anything is imported. */
  private interface Beginning<T> {
    T get() throws Exception;
  }

  private static <T> T begun(Beginning<T> beginning) throws Exception {
    try {
      return beginning.get();
    } catch (BackEndException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static StartException refused(String why) {
    return new StartException(ExitCode.USAGE, why, null);
  }

  private Survey survey() throws Exception {
    boolean own = bucket.name().equals(ownBucket);
    Survey survey =
        begun(() -> Survey.of(source, key -> own && isThere(() -> open.storage().open(key))));
    if (survey.ownKey().isPresent()) {
      throw refused(
          "the bucket "
              + bucket.name()
              + " is this service's own, and "
              + survey.ownKey().get()
              + " has the shape of its keys, so that 'reconcile' could not tell them apart: copy"
              + " the objects to another bucket first");
    }
    requireReadable(survey.firstKeys());
    return survey;
  }

  /** If none of some objects can be read, neither can the others. */
  private void requireReadable(List<String> keys) throws Exception {
    BackEndException refusal = null;
    for (String key : keys) {
      try {
        boolean unused = isThere(() -> bucket.open(key));
        return;
      } catch (BackEndException e) {
        refusal = e;
      }
    }
    if (refusal != null) {
      throw refused("of the source: " + refusal.getMessage());
    }
  }

  private static boolean isThere(Beginning<Optional<StoredObject>> opening) {
    try {
      Optional<StoredObject> object = opening.get();
      if (object.isPresent()) {
        object.get().close();
      }
      return object.isPresent();
    } catch (BackEndException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void reserve(ImageImport run, ImageId greatest) throws Exception {
    boolean unused =
        begun(
            () -> {
              run.reserve(greatest);
              return true;
            });
    if (greatest.value() == ImageId.MAX_VALUE) {
      messages.println(
          "imagevault: the greatest id there can be is imported: no image can be uploaded any more");
    }
  }

  private void next(
      List<SourceImage> page, ImageImport run, ImportJobs jobs, ImportReport report, Progress done)
      throws InterruptedException {
    Map<Origin, SourceImage> byOrigin = new LinkedHashMap<>();
    for (SourceImage image : page) {
      SourceImage earlier =
          byOrigin.putIfAbsent(Origin.of(bucket.name(), image.id(), image.key()), image);
      if (earlier != null) {
        report.already(image);
        done.add(1);
      }
    }
    Set<Origin> imported = jobs.patiently(() -> run.imported(byOrigin.keySet()));
    for (Map.Entry<Origin, SourceImage> each : byOrigin.entrySet()) {
      if (imported.contains(each.getKey())) {
        report.already(each.getValue());
        done.add(1);
      } else {
        jobs.submit(each.getKey(), each.getValue());
      }
    }
  }
}
