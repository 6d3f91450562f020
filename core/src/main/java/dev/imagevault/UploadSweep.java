package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes the files of direct uploads that ended or that nobody completed, again and again until no
 * late body can appear any more, and then their records. Sweeps of any number of processes may run
 * at once.
 */
final class UploadSweep {

  /** As many as stores delete with one request, and repositories give at a time. */
  private static final int BATCH = 1000;

  /** Far less than a key is leased for. */
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

  private final ImageStorage storage;
  private final UploadRepository uploads;

  UploadSweep(ImageStorage storage, UploadRepository uploads) {
    this.storage = storage;
    this.uploads = uploads;
  }

  /** Goes on while there is more, and some of it succeeds: else a back end is away. */
  SweepReport run() {
    SweepReport report = SweepReport.NOTHING;
    List<ObjectKey> keys;
    SweepReport batch;
    do {
      keys = uploads.claim(BATCH);
      batch = delete(keys);
      report = report.plus(batch);
    } while (keys.size() == BATCH && batch.removed() + batch.kept() > 0);
    return report;
  }

  private SweepReport delete(List<ObjectKey> keys) {
    if (keys.isEmpty()) {
      return SweepReport.NOTHING;
    }
    Map<ObjectKey, BackEndException> stillThere = storage.deleteAll(keys, DELETE_TIMEOUT);
    List<ObjectKey> gone = new ArrayList<>(keys);
    gone.removeAll(stillThere.keySet());
    Optional<BackEndException> failure = stillThere.values().stream().findFirst();
    try {
      int removed = gone.isEmpty() ? 0 : uploads.deleted(gone);
      return new SweepReport(0, removed, gone.size() - removed, stillThere.size(), failure);
    } catch (BackEndException e) {
      return new SweepReport(0, 0, 0, keys.size(), Optional.of(failure.orElse(e)));
    }
  }
}
